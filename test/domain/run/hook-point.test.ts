// Specifies that the user can read about every hook point.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { HOOK_POINT, HOOK_POINTS } from '../../../domain/run/hook-point.ts';

const PAGE = readFileSync(new URL('../../../specs/hooks.md', import.meta.url), 'utf8');

it.each(HOOK_POINTS)('specs/hooks.md says when %s runs', (point) => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${point}\``));
  expect(row?.split('|')[2]?.trim()).toBe(HOOK_POINT[point].runs);
});
