// Reads the tests of a check from the JUnit XML file that it writes: https://github.com/testmoapp/junitxml
import { readFile, stat } from 'node:fs/promises';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type TestResults, testResults } from './test-results.ts';

const LARGEST_BYTES = 32 * 1024 * 1024;
/** File times are coarse. */
const COARSE_MS = 10;

/** `problem`: why the file tells nothing, for the end of the check's output. */
export type JunitResults = TestResults | { readonly problem: string };

/** Reads the file if it was written after `since`, in milliseconds since the epoch. Never throws. */
export async function junitResults(path: string, since: number): Promise<JunitResults> {
  try {
    const { mtimeMs, size, isFile } = await statOf(path);
    if (!isFile) return { problem: `${path} is no file` };
    if (mtimeMs < since - COARSE_MS) return { problem: `${path} is older than this run and was not read` };
    if (size > LARGEST_BYTES) return { problem: `${path} is too large to read` };
    return parsed(await readFile(path, 'utf8'), path);
  } catch (error) {
    return { problem: `${path} cannot be read: ${(error as Error).message}` };
  }
}

async function statOf(path: string) {
  const found = await stat(path);
  return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() };
}

function parsed(text: string, path: string): JunitResults {
  if (XMLValidator.validate(text) !== true) return { problem: `${path} is no valid XML` };
  // Entities are not expanded: a small file must not become a large text.
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', processEntities: false });
  const cases = casesIn(parser.parse(text));
  if (cases.length === 0) return { problem: `${path} has no test case` };
  const failed = cases.filter((one) => 'failure' in one || 'error' in one);
  const skipped = cases.filter((one) => 'skipped' in one);
  const passed = cases.length - failed.length - skipped.length;
  return testResults({ passed, failed: failed.length, skipped: skipped.length }, failed.map(nameOf));
}

type Element = Readonly<Record<string, unknown>>;

/** Returns the test cases in all suites, which can be nested. */
function casesIn(value: unknown): readonly Element[] {
  if (Array.isArray(value)) return value.flatMap(casesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === 'testcase' ? [child].flat().map(elementOf) : casesIn(child),
  );
}

/** An element without attributes and content is parsed as a text. */
function elementOf(value: unknown): Element {
  return typeof value === 'object' && value !== null ? (value as Element) : {};
}

function nameOf(one: Element): string {
  return [one['@classname'], one['@name']].filter(Boolean).join(' > ');
}
