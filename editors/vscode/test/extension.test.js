// The extension with the real compiler (CSPC, else build/bin/cspc of this tree) and an editor that is not there.
"use strict";
const test = require("node:test");
const assert = require("node:assert");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { fake, document, load, Position } = require("./vscode");

const CSPC = process.env.CSPC ?? path.join(__dirname, "../../../build/bin/cspc");
const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), "cspc-test-"));
test.after(() => fs.rmSync(FOLDER, { recursive: true }));

async function open(text, { name = "a.csp", settings = {} } = {}) {
    const { api, state } = fake({ path: CSPC, check: "onSave", arguments: [], ...settings });
    const file = path.join(FOLDER, name);
    fs.writeFileSync(file, text);
    const opened = document(file, text);
    api.workspace.textDocuments.push(opened);
    await load(api).activate({ subscriptions: [] });
    return { api, state, file, opened, shown: () => state.collection.items.get(file) };
}

const WRONG = 'graph main():\n    total = "é😀" + 1\n    print("x", const(totl))\n';

test("mistakes are shown where they are", async () => {
    const { shown } = await open(WRONG);
    assert.strictEqual(shown().length, 2, JSON.stringify(shown()));
    const [first, second] = shown();
    assert.deepStrictEqual({ ...first.range.start }, { line: 1, character: 12 });
    assert.deepStrictEqual({ ...first.range.end }, { line: 1, character: 21 }); // "é😀" takes five units
    assert.strictEqual(first.severity, 0);
    assert.strictEqual(second.code, "E0201");
    assert.match(second.message, /unknown name 'totl'\nhelp: did you mean 'total'\?/);
});

test("notes are related information, warnings are warnings", async () => {
    const text = 'LIMIT = 3\n\ngraph main():\n    LIMIT = 4\n    print("x", const(LIMIT))\n';
    const [warning] = (await open(text)).shown();
    assert.strictEqual(warning.severity, 1);
    assert.strictEqual(warning.code, "W0714");
    assert.strictEqual(warning.relatedInformation.length, 1);
    assert.strictEqual(warning.relatedInformation[0].location.range.start.line, 0);
});

test("mistakes of an imported file are shown in it", async () => {
    fs.writeFileSync(path.join(FOLDER, "part.csp"), "def half(x: int) -> int:\n    return x / 2\n");
    const { state, shown } = await open('import part\n\ngraph main():\n    print("x", const(part.half(3)))\n');
    assert.deepStrictEqual(shown(), []);
    assert.strictEqual(state.collection.items.get(path.join(FOLDER, "part.csp")).length, 1);
});

test("they go when the file is right again, or closed", async () => {
    const { api, state, shown, file } = await open(WRONG);
    await api.workspace.onDidSaveTextDocument.fire(document(file, 'graph main():\n    print("x", const(1))\n'));
    assert.deepStrictEqual(shown(), []);
    await api.workspace.onDidSaveTextDocument.fire(document(file, WRONG));
    assert.strictEqual(shown().length, 2);
    await api.workspace.onDidCloseTextDocument.fire(document(file, WRONG));
    assert.strictEqual(state.collection.items.size, 0);
});

test("the newest text wins", async () => {
    const { api, shown, file } = await open(WRONG);
    const right = document(file, 'graph main():\n    print("x", const(1))\n');
    await Promise.all([
        api.workspace.onDidSaveTextDocument.fire(document(file, WRONG)),
        api.workspace.onDidSaveTextDocument.fire(right),
    ]);
    assert.deepStrictEqual(shown(), []);
});

test("checks can be switched off", async () => {
    const { shown } = await open(WRONG, { settings: { check: "off" } });
    assert.strictEqual(shown(), undefined);
});

test("a compiler that is not there is said", async () => {
    const { state } = await open(WRONG, { settings: { path: "/no/such/cspc" } });
    assert.strictEqual(state.errors.length, 1);
    assert.match(state.errors[0], /cannot run \/no\/such\/cspc: it is not found/);
});

test("formatting replaces the text, or leaves it alone", async () => {
    const { state } = await open("graph main( ):\n  pass\n");
    const edits = await state.formatter.provideDocumentFormattingEdits(document(path.join(FOLDER, "a.csp"), "x=1\n"));
    assert.strictEqual(edits.length, 1);
    assert.strictEqual(edits[0].newText, "x = 1\n");
    assert.deepStrictEqual({ ...edits[0].range.end }, { line: 1, character: 0 });
    for (const text of ["x = 1\n", "x = (\n"])
        assert.deepStrictEqual(await state.formatter.provideDocumentFormattingEdits(document("/a.csp", text)), []);
});

test("the error under the cursor is explained", async () => {
    const { api, state, opened } = await open(WRONG);
    api.window.activeTextEditor = { document: opened, selection: { active: new Position(2, 22) } };
    await state.commands["cspc.explain"]();
    assert.strictEqual(state.panels.length, 1);
    assert.strictEqual(state.panels[0].title, "E0201");
    assert.match(state.panels[0].webview.html, /unknown name/);
});
