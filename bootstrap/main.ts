#!/usr/bin/env node
// The entry of the program. It loads nothing it does not need: `iteratr --version` is to answer at once.
import { BUILD } from './build-info.ts';

const args = process.argv.slice(2);
if (args[0] === '--version' || args[0] === '-v') {
  process.stdout.write(`${BUILD.version}\n`);
} else {
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(args);
}
