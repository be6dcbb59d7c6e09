// Runs the compiler, with an optional text on its standard input.
"use strict";
const { spawn } = require("node:child_process");

const LIMIT = 16 * 1024 * 1024; // bytes of output

// { status, stdout, stderr }; rejects when the program cannot be started. status is null when it was ended by `signal`,
// an AbortSignal.
function run(command, args, { cwd, input, signal } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { cwd, signal });
        const output = { stdout: [], stderr: [] };
        let size = 0;
        for (const stream of ["stdout", "stderr"])
            child[stream].on("data", (data) => {
                size += data.length;
                if (size > LIMIT) child.kill();
                else output[stream].push(data);
            });
        child.stdin.on("error", () => {}); // it may end before it has read everything
        child.on("error", (error) =>
            error.name === "AbortError" ? resolve({ status: null, stdout: "", stderr: "" }) : reject(error),
        );
        child.on("close", (status) =>
            resolve({
                status,
                stdout: Buffer.concat(output.stdout).toString("utf8"),
                stderr: Buffer.concat(output.stderr).toString("utf8"),
            }),
        );
        child.stdin.end(input);
    });
}

module.exports = { run };
