// Specifies the name that a spec is offered where the session of its own name belongs to another.
import { expect, it } from 'vitest';
import { freeName } from '../../../../../adapters/cli/commands/build/wizard/other-spec.page.ts';
import { sessionName } from '../../../../../domain/session/session-name.ts';

it.each([
  ['b/feature.md', 'b-feature'],
  ['feature.md', 'feature-2'],
  ['a/b/Taken.md', 'a-b-Taken-3'],
  ['仕様/認証.md', '仕様-認証'],
  ['.specs/認証', '-specs-認証'],
  ['pipe:01234567', 'pipe-01234567'],
])('%s is offered %s', (path, name) => {
  const names = ['feature', 'a-b-taken', 'A-B-taken-2'].map((text) => sessionName(text));
  expect(freeName(path, names)).toBe(name);
});
