// Specifies which packages each command loads: one more makes it slower, one less is out of date here.
import { expect, it } from 'vitest';
import { COMMANDS } from '../loads/commands.ts';
import { packagesOf } from '../loads/loads.ts';
import { tempDir } from '../support/temp-dir.ts';

it.each(COMMANDS)('%s', (commandLine, packages) => {
  expect(packagesOf(commandLine.split(' '), tempDir())).toEqual([...packages].sort());
});
