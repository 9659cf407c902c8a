#!/usr/bin/env node
// The entry point of the program. Loads only what is needed, so that `iteratr --version` answers immediately.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILD } from './build-info.ts';
import { ChunkLoader } from './chunk-loader.ts';
import { openCodeCache } from './code-cache.ts';

const args = process.argv.slice(2);
if (args[0] === '--version' || args[0] === '-v') {
  process.stdout.write(`${BUILD.version}\n`);
} else {
  const chunks = new ChunkLoader(createRequire(import.meta.url), openCodeCache(args[0], process.env));
  const program = chunks.load(join(dirname(fileURLToPath(import.meta.url)), 'program.js'));
  void (program as typeof import('./program.ts')).runAndExit(args);
}
