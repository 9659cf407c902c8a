// Counts the tests of a check that prints TAP: https://testanything.org/tap-version-14-specification.html
import { Parser } from 'tap-parser';
import { type TestResults, testResults } from './test-results.ts';

/** Number of characters of the output to read; more is no report that anybody reads. */
const LONGEST = 16 * 1024 * 1024;

export class TapResults {
  readonly #parser = new Parser({ omitVersion: true });
  readonly #failing: string[] = [];
  #passed = 0;
  #skipped = 0;
  #length = 0;
  #isTap = false;

  constructor() {
    // A test with subtests is one test here, as its own line says whether it passed.
    this.#parser.on('assert', ({ ok, skip, todo, name }) => {
      if (skip || todo) this.#skipped++;
      else if (ok) this.#passed++;
      else this.#failing.push(name);
    });
  }

  add(text: string): void {
    this.#length += text.length;
    if (this.#length > LONGEST) return;
    this.#isTap ||= /^(?:TAP version 1[34]|(?:not )?ok(?: \d+)?\b|1\.\.\d+)/m.test(text);
    this.#parser.write(text);
  }

  /** Returns the results; null if the output is no TAP, too long, or without a test. */
  end(): TestResults | null {
    this.#parser.end();
    const { results } = this.#parser;
    const isRead = this.#isTap && this.#length <= LONGEST;
    if (!isRead || !results || results.count === 0 || results.plan.end === null) return null;
    const counts = { passed: this.#passed, failed: this.#failing.length, skipped: this.#skipped };
    return testResults(counts, this.#failing);
  }
}
