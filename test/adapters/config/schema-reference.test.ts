// Specifies which JSON Schema a written configuration file names: one that its readers have, or none.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { schemaReference } from '../../../adapters/config/schema-reference.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SHIPPED = 'iteratr/specs/schemas/iteratr.schema.json';

/** An installation below `root`; returns the path of its schema. */
function install(root: string): string {
  const schema = join(root, SHIPPED);
  mkdirSync(dirname(schema), { recursive: true });
  writeFileSync(schema, '{}');
  return schema;
}

it('the file of the user names the schema of the installed program, as a URL', () => {
  const shipped = install(join(tempDir(), 'my lib'));
  const named = schemaReference('user', '/home/me/.config/iteratr/iteratr.yml', shipped);
  expect(named).toMatch(/^file:\/\/\/.*\/my%20lib\/iteratr\/specs\/schemas\/iteratr\.schema\.json$/);
});

it('the file of a project names nothing of this machine', () => {
  const project = tempDir();
  const shipped = install(tempDir());
  expect(schemaReference('project', join(project, 'iteratr.yml'), shipped)).toBeUndefined();
  install(join(project, 'node_modules'));
  expect(schemaReference('project', join(project, 'iteratr.yml'), shipped)).toBeUndefined();
});

it.each([
  ['itself', 'node_modules'],
  ['by a link', 'node_modules/.store'],
])('the file of a project names the schema of its own dependency, installed %s', (_, folder) => {
  const project = tempDir();
  const shipped = install(join(project, folder));
  if (folder !== 'node_modules') {
    symlinkSync(join(project, folder, 'iteratr'), join(project, 'node_modules/iteratr'));
  }
  const named = schemaReference('project', join(project, 'iteratr.yml'), shipped);
  expect(named).toBe(`node_modules/${SHIPPED}`);
});

it('no file names a schema that is not there', () => {
  expect(schemaReference('user', '/iteratr.yml', '/nowhere/iteratr.schema.json')).toBeUndefined();
});
