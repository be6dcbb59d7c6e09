// As much of the module `vscode` as the extension uses, for tests without an editor.
"use strict";
const Module = require("node:module");

class Position {
    constructor(line, character) {
        Object.assign(this, { line, character });
    }
}
class Range {
    constructor(...at) {
        [this.start, this.end] =
            at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
    }
    contains({ line, character }) {
        const after = line > this.start.line || (line === this.start.line && character >= this.start.character);
        const before = line < this.end.line || (line === this.end.line && character <= this.end.character);
        return after && before;
    }
}
class Diagnostic {
    constructor(range, message, severity) {
        Object.assign(this, { range, message, severity });
    }
}
class Location {
    constructor(uri, range) {
        Object.assign(this, { uri, range });
    }
}
class DiagnosticRelatedInformation {
    constructor(location, message) {
        Object.assign(this, { location, message });
    }
}
const Uri = { file: (name) => ({ scheme: "file", fsPath: name, toString: () => name }) };

class Collection {
    constructor() {
        this.items = new Map();
    }
    set(uri, items) {
        this.items.set(uri.fsPath, items);
    }
    get(uri) {
        return this.items.get(uri.fsPath);
    }
    delete(uri) {
        this.items.delete(uri.fsPath);
    }
    dispose() {}
}

function event() {
    const listeners = [];
    const subscribe = (listener) => (listeners.push(listener), { dispose() {} });
    subscribe.fire = (value) => Promise.all(listeners.map((listener) => listener(value)));
    return subscribe;
}

// settings: of the extension. What happened is in the fields of the result.
function fake(settings) {
    const state = { collection: null, formatter: null, commands: {}, errors: [], panels: [], answer: undefined };
    const api = {
        Range, Diagnostic, DiagnosticRelatedInformation, Location, Uri,
        DiagnosticSeverity: { Error: 0, Warning: 1 },
        TextEdit: { replace: (range, newText) => ({ range, newText }) },
        ViewColumn: { Beside: -2 },
        workspace: {
            textDocuments: [],
            getConfiguration: () => ({ get: (name) => settings[name] }),
            getWorkspaceFolder: () => undefined,
            onDidOpenTextDocument: event(),
            onDidSaveTextDocument: event(),
            onDidChangeTextDocument: event(),
            onDidCloseTextDocument: event(),
        },
        languages: {
            createDiagnosticCollection: () => (state.collection = new Collection()),
            registerDocumentFormattingEditProvider: (_, formatter) => ((state.formatter = formatter), { dispose() {} }),
        },
        commands: {
            registerCommand: (name, action) => ((state.commands[name] = action), { dispose() {} }),
        },
        window: {
            activeTextEditor: undefined,
            showErrorMessage: (message) => state.errors.push(message),
            showInputBox: async () => state.answer,
            createWebviewPanel: (_, title) => {
                const panel = { title, webview: { html: "" } };
                state.panels.push(panel);
                return panel;
            },
        },
    };
    return { api, state };
}

function document(fileName, text) {
    return {
        fileName,
        languageId: "csp",
        uri: Uri.file(fileName),
        getText: () => text,
        positionAt(offset) {
            const lines = text.slice(0, offset).split("\n");
            return new Position(lines.length - 1, lines[lines.length - 1].length);
        },
    };
}

// A fresh copy of the extension with this as its `vscode`.
function load(api) {
    const original = Module._load;
    Module._load = (name, ...rest) => (name === "vscode" ? api : original(name, ...rest));
    try {
        delete require.cache[require.resolve("../src/extension.js")];
        return require("../src/extension.js");
    } finally {
        Module._load = original;
    }
}

module.exports = { fake, document, load, Position };
