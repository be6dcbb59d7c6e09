// The TextMate grammar, run by the engine that VS Code runs it with.
"use strict";
const test = require("node:test");
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const ROOT = path.join(__dirname, "..");

async function loadGrammar() {
    const wasm = fs.readFileSync(path.join(ROOT, "node_modules/vscode-oniguruma/release/onig.wasm"));
    await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length));
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
            createOnigString: (text) => new oniguruma.OnigString(text),
        }),
        loadGrammar: async () => {
            const file = path.join(ROOT, "syntaxes/csp.tmLanguage.json");
            return textmate.parseRawGrammar(fs.readFileSync(file, "utf8"), file);
        },
    });
    return registry.loadGrammar("source.csp");
}

const grammar = loadGrammar();

// [text, innermost scope without .csp] of every token that has a scope of its own; spaces trimmed.
async function scopes(source) {
    const found = [];
    let state = textmate.INITIAL;
    for (const line of source.split("\n")) {
        const result = (await grammar).tokenizeLine(line, state);
        state = result.ruleStack;
        for (const token of result.tokens) {
            const text = line.slice(token.startIndex, token.endIndex).trim();
            const scope = token.scopes[token.scopes.length - 1];
            if (text !== "" && scope !== "source.csp") found.push([text, scope.replace(/\.csp$/, "")]);
        }
    }
    return { found, open: state };
}

async function expectScopes(source, wanted) {
    const { found } = await scopes(source);
    for (const [text, scope] of wanted)
        assert.ok(
            found.some(([t, s]) => t === text && s === scope),
            `${JSON.stringify(text)} is not ${scope} in ${JSON.stringify(source)}: ${JSON.stringify(found)}`,
        );
}

test("declarations", async () => {
    await expectScopes("node vwap[T: number](x: ts[T], k: float = 2.5) -> ts[T]:", [
        ["node", "storage.type"],
        ["vwap", "entity.name.function"],
        ["ts", "support.type"],
        ["float", "support.type"],
        ["2.5", "constant.numeric.float"],
        ["->", "keyword.operator.arrow"],
    ]);
    await expectScopes("struct Enriched(Order):\n    mid: float? as \"MID\"", [
        ["struct", "storage.type"],
        ["Enriched", "entity.name.type"],
        ["?", "keyword.operator.optional"],
        ["as", "keyword.control.import"],
    ]);
    await expectScopes('extern def erf(x: float) -> float = "erf"', [
        ["extern", "storage.modifier"],
        ["def", "storage.type"],
        ["erf", "entity.name.function"],
    ]);
    await expectScopes('test "two ticks", end=3s:', [
        ["test", "storage.type"],
        ["two ticks", "string.quoted"],
        ["s", "keyword.other.unit"],
    ]);
    await expectScopes("graph main(const n: int = 1_000):", [
        ["graph", "storage.type"],
        ["const", "storage.modifier"],
        ["1_000", "constant.numeric.integer"],
    ]);
});

test("words are keywords only where the language has them", async () => {
    await expectScopes("    state:\n        state = person.state", [["state", "keyword.other.section"]]);
    const { found } = await scopes("        state = person.state");
    assert.deepStrictEqual(found, [["=", "keyword.operator.assignment"]]);
    assert.deepStrictEqual((await scopes("    test = type + node")).found.map(([text]) => text), ["=", "+"]);
    await expectScopes("    match op:", [["match", "keyword.control.flow"]]);
    assert.deepStrictEqual((await scopes("    match = 1")).found, [
        ["=", "keyword.operator.assignment"],
        ["1", "constant.numeric.integer"],
    ]);
});

test("durations and numbers", async () => {
    for (const [text, unit] of [["250ns", "ns"], ["2.5s", "s"], ["5min", "min"], ["1d", "d"]])
        await expectScopes(`x = ${text}`, [[unit, "keyword.other.unit"]]);
    await expectScopes("x = 0xff + 1e-9 + 42", [
        ["0xff", "constant.numeric.hex"],
        ["1e-9", "constant.numeric.float"],
        ["42", "constant.numeric.integer"],
    ]);
});

test("strings", async () => {
    await expectScopes('x = f"{price + 1:.2f} of {d[\'a\']} {{}} \\n"', [
        ["f", "storage.type.string"],
        ["+", "keyword.operator.arithmetic"],
        [".2f", "storage.type.format"],
        ["a", "string.quoted"],
        ["\\n", "constant.character.escape"],
    ]);
    const { found, open } = await scopes('"""one\n# no comment\nthree"""\nx = 1');
    assert.ok(found.some(([text, scope]) => text === "# no comment" && scope === "string.quoted.triple"));
    assert.ok(found.some(([text, scope]) => text === "1" && scope === "constant.numeric.integer"));
    assert.strictEqual(open.depth, 1, "the string is closed");
    await expectScopes("x = 'it' # said", [["# said", "comment.line.number-sign"]]);
});

test("no example leaves a string or a bracket open", async () => {
    const examples = process.env.EXAMPLES ?? path.join(ROOT, "../../examples");
    const files = fs.readdirSync(examples).filter((name) => name.endsWith(".csp"));
    assert.ok(files.length > 5);
    for (const name of files) {
        const { open } = await scopes(fs.readFileSync(path.join(examples, name), "utf8"));
        assert.strictEqual(open.depth, 1, `${name} ends inside of something`);
    }
});
