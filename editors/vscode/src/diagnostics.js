// What `cspc check --diagnostics=json` prints, a JSON object a line, as plain objects with the positions that editors
// use: lines and columns from 0, columns in UTF-16 units.
"use strict";
const path = require("node:path");

function place(item) {
    return {
        file: item.file,
        start: { line: Math.max(item.line ?? 1, 1) - 1, column: (item.utf16_column ?? item.column ?? 1) - 1 },
        end: {
            line: Math.max(item.end_line ?? item.line ?? 1, 1) - 1,
            column: (item.utf16_end_column ?? item.end_column ?? item.utf16_column ?? 1) - 1,
        },
    };
}

// The objects of the output; other lines are returned as text.
function parse(output) {
    const found = [];
    const rest = [];
    for (const line of output.split("\n")) {
        if (line.trim() === "") continue;
        let item = null;
        if (line.startsWith("{")) {
            try {
                item = JSON.parse(line);
            } catch {
                item = null;
            }
        }
        if (item === null || typeof item.message !== "string") rest.push(line);
        else
            found.push({
                ...place(item),
                severity: item.severity,
                code: item.code,
                message: [item.message, ...(item.help ?? []).map((text) => `help: ${text}`)].join("\n"),
                notes: (item.notes ?? []).map((note) => ({ ...place(note), message: note.message })),
            });
    }
    return { found, rest: rest.join("\n") };
}

// By absolute file name; what has no file belongs to `main`.
function byFile(found, folder, main) {
    const files = new Map([[main, []]]);
    for (const item of found) {
        const file = item.file === null || item.file === undefined ? main : path.resolve(folder, item.file);
        if (!files.has(file)) files.set(file, []);
        files.get(file).push(item);
    }
    return files;
}

module.exports = { parse, byFile };
