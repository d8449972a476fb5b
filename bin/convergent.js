#!/usr/bin/env node
// Starts the built command line. Plain JavaScript, so that an old Node or a missing build gets one
// clear sentence instead of a stack trace.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const built = new URL('../dist/services/cli/convergent.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Convergent needs Node 20.19 or newer; this is ${process.versions.node}.`);
} else if (!existsSync(built)) {
  fail('Convergent is not built yet: run "npm run build" first.');
} else {
  await import(built.href);
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
