// Specifies that the pages name only files that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'specs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `specs/${file}`),
];

/** Returns the targets of the page's links, and the project's files that it names in backticks, as paths from the root. */
function namedFiles(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  const paths = [...text.matchAll(/`((?:adapters|application|bootstrap|domain|test)\/[\w./-]+)`/g)];
  return [
    ...links.filter((target) => !/^\w+:/.test(target)).map((target) => join(dirname(page), target)),
    ...paths.map(([, path = '']) => path),
  ];
}

it.each(PAGES)('%s', (page) => {
  expect(namedFiles(page).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
