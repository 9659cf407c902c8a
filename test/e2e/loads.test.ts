// Specifies that no command loads a package it does not need.
import { expect, it } from 'vitest';
import { COMMANDS } from '../loads/commands.ts';
import { packagesOf } from '../loads/loads.ts';
import { tempDir } from '../support/temp-dir.ts';

it.each(COMMANDS)('%s', (commandLine, packages) => {
  const loaded = packagesOf(commandLine.split(' '), tempDir());
  expect(loaded.filter((name) => !packages.includes(name))).toEqual([]);
});
