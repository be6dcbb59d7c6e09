// The extension: errors and warnings of `cspc check`, formatting by `cspc fmt`, explanations, and the picture of a graph.
// The compiler does the work; this file translates between it and the editor.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const vscode = require("vscode");
const { run } = require("./run");
const { parse, byFile } = require("./diagnostics");

const LANGUAGE = "csp";
const TYPING_PAUSE = 400; // milliseconds without a key before a check on type

function setting(name, document) {
    return vscode.workspace.getConfiguration("cspc", document?.uri).get(name);
}

function compiler(document) {
    const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? path.dirname(document.fileName);
    return setting("path", document).replaceAll("${workspaceFolder}", folder);
}

function cannotStart(error, command) {
    const reason = error.code === "ENOENT" ? "it is not found" : error.message;
    vscode.window.showErrorMessage(`cspc: cannot run ${command}: ${reason}. The setting cspc.path names the compiler.`);
}

// The output of the compiler with these arguments in the folder of the document; null when it cannot be started.
async function compile(document, args, options = {}) {
    const command = compiler(document);
    try {
        return await run(command, args, { cwd: path.dirname(document.fileName), ...options });
    } catch (error) {
        cannotStart(error, command);
        return null;
    }
}

// ---- errors and warnings

function range({ start, end }) {
    return new vscode.Range(start.line, start.column, end.line, end.column);
}

function diagnostic(item, folder, main) {
    const levels = vscode.DiagnosticSeverity;
    const result = new vscode.Diagnostic(
        range(item),
        item.message,
        item.severity === "warning" ? levels.Warning : levels.Error,
    );
    result.source = "cspc";
    if (item.code) result.code = item.code;
    result.relatedInformation = item.notes.map((note) => {
        const file = note.file ? path.resolve(folder, note.file) : main;
        return new vscode.DiagnosticRelatedInformation(
            new vscode.Location(vscode.Uri.file(file), range(note)),
            note.message,
        );
    });
    return result;
}

// Checks documents, each with the newest of its texts only.
class Checker {
    constructor(collection) {
        this.collection = collection;
        this.running = new Map(); // file name -> AbortController
        this.shown = new Map(); // file name -> the files that its last check reported about
        this.timers = new Map();
    }

    async check(document) {
        if (document.languageId !== LANGUAGE || document.uri.scheme !== "file") return;
        const main = document.fileName;
        this.running.get(main)?.abort();
        const control = new AbortController();
        this.running.set(main, control);
        const name = path.basename(main);
        const args = ["check", "-", "--stdin-name", name, "--diagnostics=json", ...setting("arguments", document)];
        const result = await compile(document, args, { input: document.getText(), signal: control.signal });
        if (this.running.get(main) !== control) return; // a newer check has begun
        this.running.delete(main);
        if (result !== null && result.status !== null) this.show(main, result);
    }

    show(main, result) {
        const folder = path.dirname(main);
        const { found, rest } = parse(`${result.stdout}\n${result.stderr}`);
        const files = byFile(found, folder, main);
        if (result.status !== 0 && found.length === 0) // such as an internal error: say it somewhere
            files.get(main).push({
                start: { line: 0, column: 0 },
                end: { line: 0, column: 0 },
                severity: "error",
                message: rest || `cspc ended with status ${result.status}`,
                notes: [],
            });
        for (const file of this.shown.get(main) ?? []) this.collection.delete(vscode.Uri.file(file));
        for (const [file, items] of files)
            this.collection.set(vscode.Uri.file(file), items.map((item) => diagnostic(item, folder, main)));
        this.shown.set(main, [...files.keys()]);
    }

    later(document) {
        if (document.languageId !== LANGUAGE) return;
        clearTimeout(this.timers.get(document.fileName));
        this.timers.set(document.fileName, setTimeout(() => this.check(document), TYPING_PAUSE));
    }

    forget(document) {
        clearTimeout(this.timers.get(document.fileName));
        this.running.get(document.fileName)?.abort();
        this.running.delete(document.fileName);
        for (const file of this.shown.get(document.fileName) ?? []) this.collection.delete(vscode.Uri.file(file));
        this.shown.delete(document.fileName);
    }
}

// ---- formatting

async function format(document) {
    const result = await compile(document, ["fmt", "-"], { input: document.getText() });
    if (result === null || result.status !== 0) return []; // the check says why
    const text = document.getText();
    if (result.stdout === text) return [];
    const all = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
    return [vscode.TextEdit.replace(all, result.stdout)];
}

// ---- commands

function showPage(title, body) {
    const panel = vscode.window.createWebviewPanel("cspc", title, vscode.ViewColumn.Beside, {});
    panel.webview.html = body;
}

function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

async function explain(collection) {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const here = (collection.get(editor.document.uri) ?? []).filter(
        (item) => item.code && item.range.contains(editor.selection.active),
    );
    const code = here[0]?.code ?? (await vscode.window.showInputBox({ prompt: "Code of the error, such as E0301" }));
    if (!code) return;
    const result = await compile(editor.document, ["explain", code]);
    if (result !== null) showPage(code, `<pre>${escaped(result.stdout || result.stderr)}</pre>`);
}

async function graph() {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== LANGUAGE) return;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cspc-"));
    const picture = path.join(folder, "graph.svg");
    try {
        const result = await compile(document, [document.fileName, "--graph", picture]);
        if (result === null) return;
        if (result.status === 0) showPage(path.basename(document.fileName), fs.readFileSync(picture, "utf8"));
        else vscode.window.showErrorMessage(`cspc: ${result.stderr.split("\n")[0]}`);
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

// ---- life

function activate(context) {
    const collection = vscode.languages.createDiagnosticCollection("cspc");
    const checker = new Checker(collection);
    const unless = (off, action) => (document) =>
        document.languageId === LANGUAGE && !off.includes(setting("check", document)) ? action(document) : undefined;
    context.subscriptions.push(
        collection,
        vscode.workspace.onDidOpenTextDocument(unless(["off"], (document) => checker.check(document))),
        vscode.workspace.onDidSaveTextDocument(unless(["off"], (document) => checker.check(document))),
        vscode.workspace.onDidChangeTextDocument(({ document }) =>
            unless(["off", "onSave"], (changed) => checker.later(changed))(document),
        ),
        vscode.workspace.onDidCloseTextDocument((document) => checker.forget(document)),
        vscode.languages.registerDocumentFormattingEditProvider(LANGUAGE, { provideDocumentFormattingEdits: format }),
        vscode.commands.registerCommand("cspc.explain", () => explain(collection)),
        vscode.commands.registerCommand("cspc.graph", graph),
    );
    return Promise.all(vscode.workspace.textDocuments.map(unless(["off"], (document) => checker.check(document))));
}

module.exports = { activate, deactivate() {} };
