#!/usr/bin/env node
// The entry point of the program. Loads only what is needed, so that `iteratr --version` answers immediately.
import { BUILD } from './build-info.ts';
import { keepCompiledCode } from './compile-cache.ts';

const args = process.argv.slice(2);
if (args[0] === '--version' || args[0] === '-v') {
  process.stdout.write(`${BUILD.version}\n`);
} else {
  keepCompiledCode(process.env);
  const { exitWhenFlushed, runProgram } = await import('./program.ts');
  await exitWhenFlushed(await runProgram(args));
}
