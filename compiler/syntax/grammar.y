/* grammar.y - the grammar of the language, as a push parser: layout.c feeds it, build.c makes what it understands.
 *
 * Expressions follow Python 3.12's precedence, a production a level. Types are written as expressions. Lists are
 * left-recursive, so that a chain of any length needs no stack; only nesting does.
 */
%code top {
#if defined(__GNUC__) /* of the generator's code, not of ours */
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
}

%code requires {
#include "syntax/build.h"
}

%code {
#include <string.h>

#define YYMAXDEPTH 10000

#define YYLLOC_DEFAULT(current, rhs, n)                                                            \
    do {                                                                                           \
        if (n) {                                                                                   \
            (current) = span(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n));                                  \
        } else {                                                                                   \
            (current) = YYRHSLOC(rhs, 0);                                                          \
            (current).line = (current).end_line;                                                   \
            (current).column = (current).end_column;                                               \
        }                                                                                          \
    } while (0)

static void syntax_error(const Pos *pos, Syntax *s, const char *message);
}

%define api.pure full
%define api.push-pull push
%define api.prefix {syntax_}
%define api.token.prefix {T_}
%define api.location.type {Pos}
%define parse.error custom
%define parse.lac full
%locations
%parse-param {Syntax *s}

%union {
    const Token *token;
    AstOp op;
    AstExpr *expr;
    AstExprs *exprs;
    AstStmt *stmt;
    AstStmts *stmts;
    AstDecl *decl;
    AstParams *params;
    AstParam param;
    AstArg arg;
    Args *args;
    Clauses *clauses;
    AstOutput output;
    Outputs *outputs;
    TypeParams *type_params;
    Signature *signature;
    Body *body;
    IfChain chain;
    const char *text;
}

%token END 0 "the end of the file"
%token START_FILE "a file" START_EXPR "an expression"
%token ERROR "an error"
%token NEWLINE "the end of the line" INDENT "an indented block" DEDENT "the end of the block"
%token <token> NAME "a name" INT "a number" FLOAT "a floating-point number" DURATION "a duration"
%token <token> STRING "a string" BYTES "a bytes literal" FSTRING "an f-string"
%token <token> DEF "'def'" LAMBDA "'lambda'" RETURN "'return'" IF "'if'" ELIF "'elif'" ELSE "'else'" FOR "'for'"
%token <token> WHILE "'while'" BREAK "'break'" CONTINUE "'continue'" PASS "'pass'" IN "'in'" IS "'is'" AND "'and'"
%token <token> OR "'or'" NOT "'not'" TRUE "'True'" FALSE "'False'" NONE "'None'" ASSERT "'assert'" RAISE "'raise'"
%token <token> DEL "'del'" IMPORT "'import'" FROM "'from'" AS "'as'"
/* keywords only where layout.c finds them to be */
%token <token> NODE "'node'" GRAPH "'graph'" ADAPTER "'adapter'" STRUCT "'struct'" ENUM "'enum'" TYPE "'type'"
%token <token> TEST "'test'" EXTERN "'extern'" BUILTIN "'builtin'" MATCH "'match'" CASE "'case'" PROTO "'proto'"
%token <token> ALARMS "'alarms:'" STATE "'state:'" START "'start:'" STOP "'stop:'"
%token <token> CONST "'const'" MUT "'mut'" OF "'of'" LINK "'link'"
%token POWER "'**'" FLOORDIV "'//'" SHL "'<<'" SHR "'>>'" EQ "'=='" NE "'!='" LE "'<='" GE "'>='" ARROW "'->'"
%token WALRUS "':='"
%token AUG_ADD "'+='" AUG_SUB "'-='" AUG_MUL "'*='" AUG_DIV "'/='" AUG_FLOORDIV "'//='" AUG_MOD "'%='"
%token AUG_POW "'**='" AUG_MATMUL "'@='" AUG_AND "'&='" AUG_OR "'|='" AUG_XOR "'^='" AUG_SHL "'<<='" AUG_SHR "'>>='"

%type <expr> exprs tuple targets star tuple_item shown_item target_item test disjunction conjunction inversion comparison chain
%type <expr> bit_or bit_xor bit_and shift sum term factor power primary paren atom strings subscript
%type <expr> opt_test opt_value opt_type base
%type <expr> named_test
%type <exprs> tuple_items target_items named_items pair_items subscripts dict_items dict_pair dict_item
%type <op> compare_op augment_op
%type <clauses> clauses
%type <args> args options
%type <arg> arg
%type <params> lambda_params lambda_list params param_list
%type <param> lambda_param param plain_param
%type <outputs> outputs output_list
%type <output> output
%type <type_params> type_params type_param_list
%type <signature> signature name_and_type_params
%type <stmt> stmt compound simple assignment if_stmt loop
%type <stmts> simple_list
%type <chain> if_chain
%type <body> items block
%type <decl> decl import from_list proto_files c_code links
%type <text> dotted
%type <token> opt_symbol opt_alias opt_key section

%%

start
    : START_FILE items                  { s->module = module_build(s, $items); }
    | START_EXPR exprs                  { s->expr = $exprs; }
    ;

/* ---- blocks: the lines under any heading */

items
    : %empty                            { $$ = NEW_LIST(s, Body); }
    | items[body] stmt                  { $$ = $body; body_add(s, $$, $stmt); }
    | items[body] simple_list NEWLINE   {
            $$ = $body;
            for (int i = 0; i < $simple_list->len; i++) body_add(s, $$, $simple_list->items[i]);
        }
    | items[body] simple_list ';' NEWLINE {
            $$ = $body;
            for (int i = 0; i < $simple_list->len; i++) body_add(s, $$, $simple_list->items[i]);
        }
    | items[body] section block         { $$ = $body; body_section(s, $$, $section, $block); }
    | items[body] CASE targets opt_alias block
            { $$ = $body; body_case(s, $$, $targets, $opt_alias, NULL, $block, span(@CASE, @targets)); }
    | items[body] CASE targets opt_alias IF named_test block
            { $$ = $body; body_case(s, $$, $targets, $opt_alias, $named_test, $block, span(@CASE, @named_test)); }
    | items broken                      { $$ = $1; }
    ;

section
    : ALARMS
    | STATE
    | START
    | STOP
    ;

block
    : ':' NEWLINE INDENT items DEDENT   { $$ = $items; }
    | ':' simple_list NEWLINE           {
            $$ = NEW_LIST(s, Body);
            for (int i = 0; i < $simple_list->len; i++) body_add(s, $$, $simple_list->items[i]);
        }
    | ':' simple_list ';' NEWLINE       {
            $$ = NEW_LIST(s, Body);
            for (int i = 0; i < $simple_list->len; i++) body_add(s, $$, $simple_list->items[i]);
        }
    ;

/* After an error the rest of the line is skipped; the lines under it are still read, for their own mistakes. */
broken
    : skipped
    | skipped INDENT items DEDENT
    | broken ELIF named_test block
    | broken ELSE block
    ;

skipped
    : error NEWLINE                     { yyerrok; }
    ;

/* ---- statements */

stmt
    : compound
    | decl                              { $$ = stmt_decl(s, $decl); }
    ;

compound
    : if_stmt
    | loop
    | loop ELSE block                   { $$ = $loop; else_add(s, $$, $block); }
    | MATCH exprs block                 { $$ = stmt_match(s, $exprs, $block, span(@MATCH, @exprs)); }
    ;

if_stmt
    : if_chain                          { $$ = $if_chain.first; }
    | if_chain ELSE block               { $$ = $if_chain.first; else_add(s, $if_chain.last, $block); }
    ;

if_chain
    : IF named_test block               {
            $$.first = $$.last = stmt_branch(s, AST_IF_STMT, $named_test, $block, span(@IF, @named_test));
        }
    | if_chain[before] ELIF named_test block {
            $$.first = $before.first;
            $$.last = stmt_branch(s, AST_IF_STMT, $named_test, $block, span(@ELIF, @named_test));
            PUSH(s, &$before.last->orelse, $$.last);
        }
    ;

loop
    : WHILE named_test block            { $$ = stmt_branch(s, AST_WHILE, $named_test, $block, span(@WHILE, @named_test)); }
    | FOR targets IN exprs block        { $$ = stmt_for(s, $targets, $exprs, $block, span(@FOR, @exprs)); }
    ;

simple_list
    : simple                            { $$ = NEW_LIST(s, AstStmts); PUSH(s, $$, $simple); }
    | simple_list[list] ';' simple      { $$ = $list; PUSH(s, $$, $simple); }
    ;

simple
    : exprs                             { $$ = stmt_value(s, AST_EXPR, $exprs, @$); }
    | assignment
    | exprs ':' test opt_value opt_key  { $$ = stmt_annotated(s, $exprs, $test, $opt_value, $opt_key, @$); }
    | exprs[target] augment_op exprs[value] { $$ = stmt_augment(s, $target, $augment_op, $value, @$); }
    | RETURN                            { $$ = stmt_new(s, AST_RETURN, @$); }
    | RETURN exprs                      { $$ = stmt_value(s, AST_RETURN, $exprs, @$); }
    | BREAK                             { $$ = stmt_new(s, AST_BREAK, @$); }
    | CONTINUE                          { $$ = stmt_new(s, AST_CONTINUE, @$); }
    | PASS                              { $$ = stmt_new(s, AST_PASS, @$); }
    | ASSERT test                       { $$ = stmt_new(s, AST_ASSERT, @$); $$->condition = $test; }
    | ASSERT test[condition] ',' test[message] {
            $$ = stmt_value(s, AST_ASSERT, $message, @$);
            $$->condition = $condition;
        }
    | RAISE test                        { $$ = stmt_value(s, AST_RAISE, $test, @$); }
    | DEL exprs                         { $$ = stmt_del(s, $exprs, @$); }
    | import                            { $$ = stmt_decl(s, $import); }
    ;

assignment
    : exprs[target] '=' exprs[value]    { $$ = stmt_assign(s, $target, $value, @$); }
    | assignment[before] '=' exprs      { $$ = $before; stmt_assign_more(s, $$, $exprs, @$); }
    ;

opt_value
    : %empty                            { $$ = NULL; }
    | '=' exprs                         { $$ = $exprs; }
    ;

opt_key
    : %empty                            { $$ = NULL; }
    | AS STRING                         { $$ = $STRING; }
    ;

augment_op
    : AUG_ADD       { $$ = OP_ADD; }
    | AUG_SUB       { $$ = OP_SUB; }
    | AUG_MUL       { $$ = OP_MUL; }
    | AUG_DIV       { $$ = OP_DIV; }
    | AUG_FLOORDIV  { $$ = OP_FLOORDIV; }
    | AUG_MOD       { $$ = OP_MOD; }
    | AUG_POW       { $$ = OP_POW; }
    | AUG_MATMUL    { $$ = OP_MATMUL; }
    | AUG_AND       { $$ = OP_BITAND; }
    | AUG_OR        { $$ = OP_BITOR; }
    | AUG_XOR       { $$ = OP_BITXOR; }
    | AUG_SHL       { $$ = OP_SHL; }
    | AUG_SHR       { $$ = OP_SHR; }
    ;

/* ---- declarations */

decl
    : DEF signature block               { $$ = decl_function(s, AST_DEF, $signature, $block, span(@DEF, @signature)); }
    | NODE signature block              { $$ = decl_function(s, AST_NODE, $signature, $block, span(@NODE, @signature)); }
    | GRAPH signature block             { $$ = decl_function(s, AST_GRAPH, $signature, $block, span(@GRAPH, @signature)); }
    | c_code NEWLINE
    | links NEWLINE
    | STRUCT NAME type_params base block
            { $$ = decl_struct(s, $NAME, $type_params, $base, $block, span(@STRUCT, @base)); }
    | ENUM NAME block                   { $$ = decl_enum(s, $NAME, $block, span(@ENUM, @NAME)); }
    | TYPE NAME type_params '=' test NEWLINE { $$ = decl_type(s, $NAME, $type_params, $test, span(@TYPE, @test)); }
    | TEST STRING options block         { $$ = decl_test(s, $STRING, $options, $block, span(@TEST, @options)); }
    ;

/* Declarations of what is written in C. */
c_code
    : EXTERN DEF signature opt_symbol   { $$ = decl_c(s, AST_DEF, $signature, $opt_symbol, false, @$); }
    | EXTERN NODE signature opt_symbol  { $$ = decl_c(s, AST_NODE, $signature, $opt_symbol, false, @$); }
    | BUILTIN DEF signature opt_symbol  { $$ = decl_c(s, AST_DEF, $signature, $opt_symbol, true, @$); }
    | BUILTIN NODE signature opt_symbol { $$ = decl_c(s, AST_NODE, $signature, $opt_symbol, true, @$); }
    | ADAPTER signature opt_symbol      { $$ = decl_c(s, AST_ADAPTER, $signature, $opt_symbol, false, @$); }
    ;

links
    : c_code LINK STRING                { $$ = $c_code; PUSH(s, &$$->links, token_text(s, $STRING)); }
    | links[before] ',' STRING          { $$ = $before; PUSH(s, &$$->links, token_text(s, $STRING)); }
    ;

opt_symbol
    : %empty                            { $$ = NULL; }
    | '=' STRING                        { $$ = $STRING; }
    ;

signature
    : name_and_type_params '(' params ')' outputs {
            $$ = $name_and_type_params;
            $$->params = $params;
            $$->outputs = $outputs;
            $$->pos = @$;
        }
    ;

name_and_type_params
    : NAME type_params {
            $$ = NEW_LIST(s, Signature);
            $$->name = $NAME;
            $$->type_params = $type_params;
        }
    | NAME[receiver] '.' NAME[name] type_params {
            $$ = NEW_LIST(s, Signature);
            $$->receiver = $receiver;
            $$->name = $name;
            $$->type_params = $type_params;
        }
    ;

type_params
    : %empty                            { $$ = NEW_LIST(s, TypeParams); }
    | '[' type_param_list opt_comma ']' { $$ = $type_param_list; }
    ;

type_param_list
    : NAME opt_type {
            $$ = NEW_LIST(s, TypeParams);
            PUSH(s, $$, ((AstTypeParam){$NAME->name, $opt_type, @NAME}));
        }
    | type_param_list[list] ',' NAME opt_type {
            $$ = $list;
            PUSH(s, $$, ((AstTypeParam){$NAME->name, $opt_type, @NAME}));
        }
    ;

params
    : %empty                            { $$ = NEW_LIST(s, AstParams); }
    | param_list opt_comma
    ;

param_list
    : param                             { $$ = NEW_LIST(s, AstParams); param_add(s, $$, $param); }
    | param_list[list] ',' param        { $$ = $list; param_add(s, $$, $param); }
    ;

param
    : plain_param
    | CONST plain_param          { $$ = $plain_param; $$.is_const = true; }
    | MUT plain_param            { $$ = $plain_param; $$.is_mut = true; }
    | '*' plain_param            { $$ = $plain_param; $$.stars = 1; }
    ;

plain_param
    : NAME opt_type                     { $$ = (AstParam){.name = $NAME->name, .type = $opt_type, .pos = @NAME}; }
    | NAME opt_type '=' test            {
            $$ = (AstParam){.name = $NAME->name, .type = $opt_type, .preset = $test, .pos = @NAME};
        }
    ;

opt_type
    : %empty                            { $$ = NULL; }
    | ':' test                          { $$ = $test; }
    ;

/* -> T   -> T of shape   -> (a: T, b: U of shape) */
outputs
    : %empty                            { $$ = NEW_LIST(s, Outputs); }
    | ARROW test {
            $$ = NEW_LIST(s, Outputs);
            if ($test->kind != AST_NONE) PUSH(s, $$, ((AstOutput){NULL, $test, NULL, @test}));
        }
    | ARROW test OF test[shape] {
            $$ = NEW_LIST(s, Outputs);
            PUSH(s, $$, ((AstOutput){NULL, $2, $shape, @2}));
        }
    | ARROW '(' output_list opt_comma ')' { $$ = $output_list; }
    ;

output_list
    : output                            { $$ = NEW_LIST(s, Outputs); PUSH(s, $$, $output); }
    | output_list[list] ',' output      { $$ = $list; PUSH(s, $$, $output); }
    ;

output
    : NAME ':' test                     { $$ = (AstOutput){$NAME->name, $test, NULL, @NAME}; }
    | NAME ':' test[type] OF test[shape] { $$ = (AstOutput){$NAME->name, $type, $shape, @NAME}; }
    ;

base
    : %empty                            { $$ = NULL; }
    | '(' test ')'                      { $$ = $test; }
    ;

options
    : %empty                            { $$ = NEW_LIST(s, Args); }
    | options[list] ',' NAME '=' test   {
            $$ = $list;
            PUSH(s, $$, ((AstArg){.name = $NAME->name, .value = $test, .pos = span(@NAME, @test)}));
        }
    ;

import
    : IMPORT dotted opt_alias           { $$ = decl_import(s, AST_IMPORT, $dotted, $opt_alias, @$, @dotted); }
    | FROM dotted IMPORT from_list      { $$ = decl_from(s, $dotted, $from_list, @$, @dotted); }
    | FROM dotted IMPORT '(' from_list opt_comma ')' { $$ = decl_from(s, $dotted, $from_list, @$, @dotted); }
    | proto_files opt_alias             { $$ = decl_proto($proto_files, $opt_alias, @$); }
    ;

from_list
    : NAME opt_alias                    { $$ = NEW_LIST(s, AstDecl); import_name(s, $$, $NAME, $opt_alias); }
    | from_list[list] ',' NAME opt_alias { $$ = $list; import_name(s, $$, $NAME, $opt_alias); }
    ;

proto_files
    : IMPORT PROTO STRING {
            $$ = decl_import(s, AST_IMPORT_PROTO, NULL, NULL, @$, @STRING);
            PUSH(s, &$$->names, token_text(s, $STRING));
        }
    | proto_files[list] ',' STRING      { $$ = $list; PUSH(s, &$$->names, token_text(s, $STRING)); }
    ;

dotted
    : NAME                              { $$ = $NAME->name; }
    | dotted[before] '.' NAME           {
            $$ = intern_str(s->names, arena_printf(s->arena, "%s.%s", $before, $NAME->name));
        }
    ;

opt_alias
    : %empty                            { $$ = NULL; }
    | AS NAME                           { $$ = $NAME; }
    ;

/* ---- expressions, loosest first */

/* What may be a tuple without parentheses. */
exprs
    : test
    | tuple
    ;

/* *rest in a list, a tuple, a set, or among targets. */
star
    : '*' bit_or                        { $$ = expr_star(s, $bit_or, @$); }
    ;

tuple_item
    : test
    | star
    ;

shown_item
    : named_test
    | star
    ;

target_item
    : bit_or
    | star
    ;

tuple
    : tuple_item ','                          {
            AstExprs *items = NEW_LIST(s, AstExprs);
            PUSH(s, items, $tuple_item);
            $$ = expr_items(s, AST_TUPLE, items, @$);
        }
    | tuple_items opt_comma             { $$ = expr_items(s, AST_TUPLE, $tuple_items, @$); }
    ;

tuple_items
    : tuple_item[first] ',' tuple_item[second]      {
            $$ = NEW_LIST(s, AstExprs);
            PUSH(s, $$, $first);
            PUSH(s, $$, $second);
        }
    | tuple_items[list] ',' tuple_item  { $$ = $list; PUSH(s, $$, $tuple_item); }
    ;

/* What stands between `for` and `in`, and after `case`. */
targets
    : target_items                      {
            $$ = $1->len == 1 ? $1->items[0] : expr_items(s, AST_TUPLE, $1, @$);
        }
    | target_items ','                  { $$ = expr_items(s, AST_TUPLE, $target_items, @$); }
    ;

target_items
    : target_item                       { $$ = NEW_LIST(s, AstExprs); PUSH(s, $$, $target_item); }
    | target_items[list] ',' target_item { $$ = $list; PUSH(s, $$, $target_item); }
    ;

named_items
    : shown_item                        { $$ = NEW_LIST(s, AstExprs); PUSH(s, $$, $shown_item); }
    | named_items[list] ',' shown_item  { $$ = $list; PUSH(s, $$, $shown_item); }
    ;

opt_comma
    : %empty
    | ','
    ;

named_test
    : test
    | NAME WALRUS test                  { $$ = expr_walrus(s, $NAME, $3, @$); }
    ;

test
    : disjunction
    | disjunction[then] IF disjunction[condition] ELSE test[otherwise]
            { $$ = expr_if(s, $then, $condition, $otherwise, @$); }
    | LAMBDA lambda_params ':' test[body] { $$ = expr_lambda(s, $lambda_params, $body, @$); }
    | paren ARROW test[result]          { $$ = expr_fn_type(s, $paren, $result, @$); }
    ;

lambda_params
    : %empty                            { $$ = NEW_LIST(s, AstParams); }
    | lambda_list opt_comma
    ;

lambda_list
    : lambda_param                      { $$ = NEW_LIST(s, AstParams); param_add(s, $$, $lambda_param); }
    | lambda_list[list] ',' lambda_param { $$ = $list; param_add(s, $$, $lambda_param); }
    ;

lambda_param
    : NAME                              { $$ = (AstParam){.name = $NAME->name, .pos = @NAME}; }
    | NAME '=' test                     { $$ = (AstParam){.name = $NAME->name, .preset = $test, .pos = @NAME}; }
    ;

disjunction
    : conjunction
    | disjunction[left] OR conjunction[right] { $$ = expr_bool(s, OP_OR, $left, $right, @$); }
    ;

conjunction
    : inversion
    | conjunction[left] AND inversion[right] { $$ = expr_bool(s, OP_AND, $left, $right, @$); }
    ;

inversion
    : comparison
    | NOT inversion[operand]            { $$ = expr_unary(s, OP_NOT, $operand, @$); }
    ;

comparison
    : bit_or
    | chain
    ;

chain
    : bit_or[left] compare_op bit_or[right] { $$ = expr_compare(s, $left, $compare_op, $right, @$); }
    | chain[left] compare_op bit_or     { $$ = $left; expr_compare_more(s, $$, $compare_op, $bit_or, @$); }
    ;

compare_op
    : EQ        { $$ = OP_EQ; }
    | NE        { $$ = OP_NE; }
    | '<'       { $$ = OP_LT; }
    | LE        { $$ = OP_LE; }
    | '>'       { $$ = OP_GT; }
    | GE        { $$ = OP_GE; }
    | IN        { $$ = OP_IN; }
    | NOT IN    { $$ = OP_NOT_IN; }
    | IS        { $$ = OP_IS; }
    | IS NOT    { $$ = OP_IS_NOT; }
    ;

bit_or
    : bit_xor
    | bit_or[left] '|' bit_xor[right]   { $$ = expr_binary(s, OP_BITOR, $left, $right, @$); }
    ;

bit_xor
    : bit_and
    | bit_xor[left] '^' bit_and[right]  { $$ = expr_binary(s, OP_BITXOR, $left, $right, @$); }
    ;

bit_and
    : shift
    | bit_and[left] '&' shift[right]    { $$ = expr_binary(s, OP_BITAND, $left, $right, @$); }
    ;

shift
    : sum
    | shift[left] SHL sum[right]        { $$ = expr_binary(s, OP_SHL, $left, $right, @$); }
    | shift[left] SHR sum[right]        { $$ = expr_binary(s, OP_SHR, $left, $right, @$); }
    ;

sum
    : term
    | sum[left] '+' term[right]         { $$ = expr_binary(s, OP_ADD, $left, $right, @$); }
    | sum[left] '-' term[right]         { $$ = expr_binary(s, OP_SUB, $left, $right, @$); }
    ;

term
    : factor
    | term[left] '*' factor[right]      { $$ = expr_binary(s, OP_MUL, $left, $right, @$); }
    | term[left] '/' factor[right]      { $$ = expr_binary(s, OP_DIV, $left, $right, @$); }
    | term[left] FLOORDIV factor[right] { $$ = expr_binary(s, OP_FLOORDIV, $left, $right, @$); }
    | term[left] '%' factor[right]      { $$ = expr_binary(s, OP_MOD, $left, $right, @$); }
    | term[left] '@' factor[right]      { $$ = expr_binary(s, OP_MATMUL, $left, $right, @$); }
    ;

factor
    : power
    | '-' factor[operand]               { $$ = expr_unary(s, OP_NEG, $operand, @$); }
    | '+' factor[operand]               { $$ = expr_unary(s, OP_POS, $operand, @$); }
    | '~' factor[operand]               { $$ = expr_unary(s, OP_INVERT, $operand, @$); }
    ;

power
    : primary
    | primary[left] POWER factor[right] { $$ = expr_binary(s, OP_POW, $left, $right, @$); }
    ;

primary
    : atom
    | primary[left] '.' NAME            { $$ = expr_member(s, $left, $NAME, @$); }
    | primary[left] '(' ')'             { $$ = expr_call(s, $left, NEW_LIST(s, Args), @$); }
    | primary[left] '(' args opt_comma ')' { $$ = expr_call(s, $left, $args, @$); }
    | primary[left] '(' named_test clauses ')' {
            Args *args = NEW_LIST(s, Args);
            Pos inner = span(@named_test, @clauses);
            AstExpr *generator = expr_comprehension(s, AST_GENERATOR, $named_test, NULL, $clauses, inner);
            PUSH(s, args, ((AstArg){.value = generator, .pos = inner}));
            $$ = expr_call(s, $left, args, @$);
        }
    | primary[left] '[' subscripts opt_comma ']' { $$ = expr_index(s, $left, $subscripts, @$); }
    | primary[left] '?'                 { $$ = expr_optional(s, $left, @$); }
    ;

args
    : arg                               { $$ = NEW_LIST(s, Args); arg_add(s, $$, $arg); }
    | args[list] ',' arg                { $$ = $list; arg_add(s, $$, $arg); }
    ;

arg
    : named_test                        { $$ = (AstArg){.value = $named_test, .pos = @$}; }
    | NAME '=' test                     { $$ = (AstArg){.name = $NAME->name, .value = $test, .pos = @$}; }
    | '*' test                          { $$ = (AstArg){.value = $test, .stars = 1, .pos = @$}; }
    | POWER test                        { $$ = (AstArg){.value = $test, .stars = 2, .pos = @$}; }
    ;

subscripts
    : subscript                         { $$ = NEW_LIST(s, AstExprs); PUSH(s, $$, $subscript); }
    | subscripts[list] ',' subscript    { $$ = $list; PUSH(s, $$, $subscript); }
    ;

subscript
    : named_test
    | opt_test[from] ':' opt_test[to]   { $$ = expr_slice(s, $from, $to, NULL, @$); }
    | opt_test[from] ':' opt_test[to] ':' opt_test[step] { $$ = expr_slice(s, $from, $to, $step, @$); }
    ;

opt_test
    : %empty                            { $$ = NULL; }
    | test
    ;

atom
    : NAME                              { $$ = expr_name(s, $NAME); }
    | INT                               { $$ = expr_literal(s, $INT); }
    | FLOAT                             { $$ = expr_literal(s, $FLOAT); }
    | DURATION                          { $$ = expr_literal(s, $DURATION); }
    | TRUE                              { $$ = expr_new(s, AST_TRUE, @$); }
    | FALSE                             { $$ = expr_new(s, AST_FALSE, @$); }
    | NONE                              { $$ = expr_new(s, AST_NONE, @$); }
    | strings
    | paren
    | '[' ']'                           { $$ = expr_new(s, AST_LIST, @$); }
    | '[' named_items opt_comma ']'     { $$ = expr_items(s, AST_LIST, $named_items, @$); }
    | '[' named_test clauses ']' {
            $$ = expr_comprehension(s, AST_LISTCOMP, $named_test, NULL, $clauses, @$);
        }
    | '{' '}'                           { $$ = expr_new(s, AST_DICT, @$); }
    | '{' dict_items opt_comma '}'      { $$ = expr_items(s, AST_DICT, $dict_items, @$); }
    | '{' named_items opt_comma '}'     { $$ = expr_items(s, AST_SET, $named_items, @$); }
    | '{' named_test clauses '}' {
            $$ = expr_comprehension(s, AST_SETCOMP, $named_test, NULL, $clauses, @$);
        }
    | '{' dict_pair clauses '}' {
            $$ = expr_comprehension(s, AST_DICTCOMP, $dict_pair->items[0], $dict_pair->items[1], $clauses, @$);
        }
    ;

strings
    : STRING                            { $$ = expr_string(s, $1); }
    | BYTES                             { $$ = expr_string(s, $1); }
    | FSTRING                           { $$ = expr_string(s, $1); }
    | strings[left] STRING              { $$ = expr_join(s, $left, $2); }
    | strings[left] BYTES               { $$ = expr_join(s, $left, $2); }
    | strings[left] FSTRING             { $$ = expr_join(s, $left, $2); }
    ;

paren
    : '(' ')'                           { $$ = expr_new(s, AST_TUPLE, @$); }
    | '(' named_test ')'                { $$ = expr_parens($named_test); }
    | '(' shown_item ',' ')' {
            AstExprs *items = NEW_LIST(s, AstExprs);
            PUSH(s, items, $shown_item);
            $$ = expr_items(s, AST_TUPLE, items, @$);
        }
    | '(' pair_items opt_comma ')'      { $$ = expr_items(s, AST_TUPLE, $pair_items, @$); }
    | '(' named_test clauses ')' {
            $$ = expr_comprehension(s, AST_GENERATOR, $named_test, NULL, $clauses, @$);
        }
    ;

/* Two or more. */
pair_items
    : shown_item[first] ',' shown_item[second] {
            $$ = NEW_LIST(s, AstExprs);
            PUSH(s, $$, $first);
            PUSH(s, $$, $second);
        }
    | pair_items[list] ',' shown_item   { $$ = $list; PUSH(s, $$, $shown_item); }
    ;

dict_items
    : dict_item
    | dict_items[list] ',' dict_item    {
            $$ = $list;
            PUSH(s, $$, $dict_item->items[0]);
            PUSH(s, $$, $dict_item->items[1]);
        }
    ;

dict_item
    : dict_pair
    | POWER bit_or                      {
            $$ = NEW_LIST(s, AstExprs);
            PUSH(s, $$, NULL);
            PUSH(s, $$, $bit_or);
        }
    ;

dict_pair
    : test[key] ':' test[value]         {
            $$ = NEW_LIST(s, AstExprs);
            PUSH(s, $$, $key);
            PUSH(s, $$, $value);
        }
    ;

/* for x in xs if c1 if c2 for y in ys ... */
clauses
    : FOR targets IN disjunction        { $$ = NEW_LIST(s, Clauses); clause_add(s, $$, $targets, $disjunction); }
    | clauses[list] FOR targets IN disjunction { $$ = $list; clause_add(s, $$, $targets, $disjunction); }
    | clauses[list] IF disjunction      {
            $$ = $list;
            PUSH(s, &$$->items[$$->len - 1].conditions, $disjunction);
        }
    ;

%%

/* Bison's own words: only ever that the stack is full. */
static void syntax_error(const Pos *pos, Syntax *s, const char *message) {
    (void)message;
    diag_error(s->diagnostics, *pos, 116, "nested too deeply");
    diag_help(s->diagnostics, "give a name to an inner part and use that");
}

/* The set of tokens that were possible, as far as the message depends on it (mistake.c). */
static int yyreport_syntax_error(const yypcontext_t *context, Syntax *s) {
    yysymbol_kind_t kinds[YYNTOKENS];
    int n = yypcontext_expected_tokens(context, kinds, YYNTOKENS);
    Expected expected = {0};
    for (int i = 0; i < n; i++) {
        expected.expression |= kinds[i] == YYSYMBOL_INT;
        expected.name |= kinds[i] == YYSYMBOL_NAME;
        expected.newline |= kinds[i] == YYSYMBOL_NEWLINE;
        expected.block |= kinds[i] == YYSYMBOL_INDENT;
        expected.colon |= kinds[i] == YYTRANSLATE(':');
        expected.equals |= kinds[i] == YYTRANSLATE('=');
    }
    if (n == 1) expected.only = yysymbol_name(kinds[0]);
    mistake_report(s, *yypcontext_location(context), yysymbol_name(yypcontext_token(context)), expected);
    return 0;
}
