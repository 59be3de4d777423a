#!/usr/bin/env node
// Runs the program of the package for this platform, with its arguments, streams and exit status.
'use strict';
const { spawnSync } = require('node:child_process');

function fail(message, next) {
  process.stderr.write(`keystop: could not scan: ${message}\n  next step: ${next}\n`);
  process.exit(2);
}

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'keystop.exe' : 'keystop';
let program;
try {
  program = require.resolve(`@keystop/${platform}/bin/${file}`);
} catch {
  fail(
    `the package @keystop/${platform} is not installed`,
    'install keystop without --no-optional, or build it from source (README.md) where there is no package for this platform',
  );
}
const { error, signal, status } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit', windowsHide: true });
if (error) fail(error.message, 'install the package again');
if (signal) process.kill(process.pid, signal);
process.exit(status === null ? 2 : status);
