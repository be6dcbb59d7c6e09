# cspc - builds the compiler (build/bin/cspc), its runtime and library (build/lib/cspc), and runs everything about them.
#
#   make          the compiler, ready to use from build/bin       make bench      measurements (bench/)
#   make demo     installs what is missing, builds, shows it all  make install    to PREFIX (default /usr/local)
#   make test     the whole suite                                 make format     clang-format over our C
#   make oracle   csp itself over tests/conformance, where installed
#   make check    the core of it, under 30 seconds                make test-asan  the suite under ASan, UBSan and leak checks
#   make fuzz     coverage-guided fuzzing for FUZZ_SECONDS (3600)

VERSION := 0.1.0
BUILD   ?= build
PREFIX  ?= /usr/local
CC      ?= cc

LLVM_CONFIG ?= llvm-config-19
LIBDIR      := $(BUILD)/lib/cspc
GEN         := $(BUILD)/gen

WARN     := -Wall -Wextra -Wshadow -Wconversion -Werror
OPTIMIZE ?= -O2
SANITIZE ?=
FUZZ_CC  ?= clang-19
BASE     := -std=gnu11 -D_GNU_SOURCE -g $(OPTIMIZE) $(WARN) $(SANITIZE) -MMD -MP
CPPFLAGS_COMPILER := -Icompiler -Iruntime/include -I$(GEN) -I$(BUILD) -DCSPC_VERSION='"$(VERSION)"' \
                     $(shell $(LLVM_CONFIG) --cppflags 2>/dev/null)
# Contraction would make results differ between CPUs.
CFLAGS_RUNTIME := $(BASE) -fPIC -ffp-contract=off -ffunction-sections -fdata-sections -Iruntime/include -Iruntime

COMPILER_SRC := $(filter-out compiler/main.c,$(wildcard compiler/*.c compiler/*/*.c))
RUNTIME_SRC  := $(wildcard runtime/value/*.c runtime/engine/*.c) \
                $(filter-out runtime/adapters/http/% runtime/adapters/httpd/% runtime/adapters/json/%,$(wildcard runtime/adapters/*/*.c))
HTTP_SRC     := $(wildcard runtime/adapters/http/*.c)
HTTPD_SRC    := $(wildcard runtime/adapters/httpd/*.c)
JSON_SRC     := $(wildcard runtime/adapters/json/*.c)

COMPILER_OBJ := $(COMPILER_SRC:%.c=$(BUILD)/obj/%.o) $(GEN)/lexer.o $(GEN)/grammar.o
RUNTIME_OBJ  := $(RUNTIME_SRC:%.c=$(BUILD)/obj/%.o)
HTTP_OBJ     := $(HTTP_SRC:%.c=$(BUILD)/obj/%.o)
HTTPD_OBJ    := $(HTTPD_SRC:%.c=$(BUILD)/obj/%.o)
JSON_OBJ     := $(JSON_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_SRC     := $(wildcard tests/unit/*.c)
UNIT         := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/unit/%)

CSPC := $(BUILD)/bin/cspc
RUNTIME_LIBS := $(LIBDIR)/libcsprt.a $(LIBDIR)/libcsprt.so $(LIBDIR)/libcsp_http.a $(LIBDIR)/libcsp_http.so \
                $(LIBDIR)/libcsp_httpd.a $(LIBDIR)/libcsp_httpd.so \
                $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsp_json.so

# What users link stays small and links fast; our own debugging is done on the objects, or with `make test-asan`.
STRIP := $(if $(SANITIZE),:,strip --strip-debug)

.DELETE_ON_ERROR:
.PHONY: all demo check test test-asan oracle bench fuzz fuzzers install clean docs format setup unit

all: $(CSPC) $(RUNTIME_LIBS) $(LIBDIR)/stdlib $(LIBDIR)/include $(LIBDIR)/errors

# Sub-makes, so that what setup installs is there when the variables above are read.
demo: setup
	@$(MAKE) --no-print-directory all
	@scripts/demo $(BUILD)

test: setup
	@$(MAKE) --no-print-directory all unit
	@tests/run $(BUILD)

check: setup
	@$(MAKE) --no-print-directory all unit
	@tests/run --core $(BUILD)

SAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
test-asan: setup
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan OPTIMIZE=-O1 SANITIZE="$(SAN)" all unit
	@CSPC_SANITIZE=1 tests/run $(BUILD)/asan

# Coverage-guided fuzzing for FUZZ_SECONDS in all; what is found is left in $(BUILD)/fuzz/found (docs/internals.md).
FUZZ_SECONDS ?= 3600
FUZZ_SAN := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=undefined -fno-omit-frame-pointer
fuzz: setup
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC="$(FUZZ_CC)" OPTIMIZE=-O2 WARN= SANITIZE="$(FUZZ_SAN)" fuzzers
	@tests/fuzz/run $(BUILD) $(FUZZ_SECONDS)

oracle:
	@tests/oracle

bench: setup
	@$(MAKE) --no-print-directory all
	@bench/run $(BUILD)

setup:
	@scripts/setup

# ---- the compiler

$(CSPC): $(BUILD)/obj/compiler/main.o $(COMPILER_OBJ) $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a
	@mkdir -p $(@D)
	@echo "  cc $@"
	@$(CC) $(SANITIZE) -o $@ $(filter %.o,$^) $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a \
	    $(shell $(LLVM_CONFIG) --ldflags --libs) -ljansson -ldl -lm -lpthread

$(GEN)/lexer.c $(GEN)/lexer.h &: compiler/syntax/lexer.l
	@mkdir -p $(GEN)
	@echo "  flex $@"
	@flex -o $(GEN)/lexer.c --header-file=$(GEN)/lexer.h $<

$(GEN)/grammar.c $(GEN)/grammar.h &: compiler/syntax/grammar.y
	@mkdir -p $(GEN)
	@echo "  bison $@"
	@bison -Wall -Werror -o $(GEN)/grammar.c --header=$(GEN)/grammar.h $<

# The C functions that `builtin def`s name, for the interpreter: X(csp_str_title) ...
$(GEN)/builtin_table.inc: $(wildcard stdlib/*.csp)
	@mkdir -p $(GEN)
	sed -n 's/^builtin def .*= *"\(csp_[a-z0-9_]*\)".*/X(\1)/p' $^ | LC_ALL=C sort -u > $@

$(GEN)/%.o: $(GEN)/%.c $(GEN)/grammar.h $(GEN)/lexer.h
	@echo "  cc $@"
	@$(CC) $(BASE) $(CPPFLAGS_COMPILER) -c -o $@ $<

$(BUILD)/obj/compiler/%.o: compiler/%.c $(GEN)/grammar.h $(GEN)/lexer.h $(GEN)/builtin_table.inc
	@mkdir -p $(@D)
	@echo "  cc $@"
	@$(CC) $(BASE) $(CPPFLAGS_COMPILER) -c -o $@ $<

# ---- the runtime

$(BUILD)/obj/runtime/%.o: runtime/%.c
	@mkdir -p $(@D)
	@echo "  cc $@"
	@$(CC) $(CFLAGS_RUNTIME) -c -o $@ $<

$(LIBDIR)/libcsprt.a: $(RUNTIME_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	@echo "  ar $@"
	@ar rcs $@ $^
	@$(STRIP) $@

$(LIBDIR)/libcsp_http.a: $(HTTP_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	@echo "  ar $@"
	@ar rcs $@ $^
	@$(STRIP) $@

$(LIBDIR)/libcsp_httpd.a: $(HTTPD_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	@echo "  ar $@"
	@ar rcs $@ $^
	@$(STRIP) $@

$(LIBDIR)/libcsp_json.a: $(JSON_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	@echo "  ar $@"
	@ar rcs $@ $^
	@$(STRIP) $@

# For `cspc run`, which loads the runtime into its own process.
$(LIBDIR)/libcsprt.so: $(RUNTIME_OBJ)
	@echo "  cc $@"
	@$(CC) $(SANITIZE) -shared -o $@ $^ -lm -lpthread

$(LIBDIR)/libcsp_http.so: $(HTTP_OBJ) $(LIBDIR)/libcsprt.so
	@echo "  cc $@"
	@$(CC) $(SANITIZE) -shared -o $@ $(HTTP_OBJ) -L$(LIBDIR) -lcsprt -lcurl -Wl,-rpath,'$$ORIGIN'

$(LIBDIR)/libcsp_httpd.so: $(HTTPD_OBJ) $(LIBDIR)/libcsprt.so
	@echo "  cc $@"
	@$(CC) $(SANITIZE) -shared -o $@ $(HTTPD_OBJ) -L$(LIBDIR) -lcsprt -lmicrohttpd -Wl,-rpath,'$$ORIGIN'

$(LIBDIR)/libcsp_json.so: $(JSON_OBJ) $(LIBDIR)/libcsprt.so
	@echo "  cc $@"
	@$(CC) $(SANITIZE) -shared -o $@ $(JSON_OBJ) -L$(LIBDIR) -lcsprt -ljansson -Wl,-rpath,'$$ORIGIN'

$(LIBDIR)/stdlib $(LIBDIR)/include $(LIBDIR)/errors:
	@mkdir -p $(LIBDIR)
	@ln -sfn $(CURDIR)/stdlib $(LIBDIR)/stdlib
	@ln -sfn $(CURDIR)/runtime/include $(LIBDIR)/include
	@ln -sfn $(CURDIR)/docs/errors $(LIBDIR)/errors

# ---- tests

unit: $(UNIT)

$(BUILD)/unit/%: tests/unit/%.c $(COMPILER_OBJ) $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a
	@mkdir -p $(@D)
	@echo "  cc $@"
	@$(CC) $(BASE) $(CPPFLAGS_COMPILER) -Iruntime -o $@ $< $(COMPILER_OBJ) $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a \
	    $(shell $(LLVM_CONFIG) --ldflags --libs) -lcriterion -ljansson -ldl -lm -lpthread

# ---- fuzzers: the front end, and the runtime's readers of users' data

FUZZERS   := $(patsubst tests/fuzz/%.c,$(BUILD)/bin/fuzz_%,$(wildcard tests/fuzz/*.c))
FRONT_OBJ := $(foreach folder,support source syntax types proto wiring regions,$(filter \
                 $(BUILD)/obj/compiler/$(folder)/%,$(COMPILER_OBJ))) $(GEN)/lexer.o $(GEN)/grammar.o

fuzzers: $(FUZZERS)

$(BUILD)/bin/fuzz_%: tests/fuzz/%.c $(FRONT_OBJ) $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a
	@mkdir -p $(@D)
	@echo "  cc $@"
	@$(CC) $(BASE) $(CPPFLAGS_COMPILER) -Iruntime -fsanitize=fuzzer -o $@ $< $(FRONT_OBJ) \
	    $(LIBDIR)/libcsp_json.a $(LIBDIR)/libcsprt.a -ljansson -lm -lpthread

# ---- the rest

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/cspc/stdlib $(DESTDIR)$(PREFIX)/lib/cspc/include/csp \
	    $(DESTDIR)$(PREFIX)/lib/cspc/errors
	install $(CSPC) $(DESTDIR)$(PREFIX)/bin/cspc
	install -m 644 $(RUNTIME_LIBS) $(DESTDIR)$(PREFIX)/lib/cspc/
	install -m 644 stdlib/*.csp $(DESTDIR)$(PREFIX)/lib/cspc/stdlib/
	install -m 644 docs/errors/*.md $(DESTDIR)$(PREFIX)/lib/cspc/errors/
	install -m 644 runtime/include/csp/*.h $(DESTDIR)$(PREFIX)/lib/cspc/include/csp/

docs:
	scripts/error-pages >docs/reference/errors.md

format:
	clang-format-19 -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
