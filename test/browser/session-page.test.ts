// The exported page in a real browser: it loads nothing, runs nothing, and can be read in the dark, on a phone and on paper.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sessionHtml } from '../../adapters/cli/export/html/session-html.ts';
import { HOSTILE, sampleReport } from '../support/sample-report.ts';
import { findBrowser } from './find-browser.ts';

const WIDE = { width: 1200, height: 900 };
const NARROW = { width: 360, height: 740 };

let directory: string;
let browser: Browser;
let page: Page;
/** What the page tried to load and to say, apart from itself. */
let seen: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'iteratr-page-'));
  writeFileSync(join(directory, 'page.html'), sessionHtml(sampleReport()));
  // As root, Chromium does not start with its sandbox. The page is ours.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  browser = await puppeteer.launch({ executablePath: findBrowser(), args });
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true });
});

beforeEach(async () => {
  seen = [];
  page = await browser.newPage();
  page.on('console', (message) => seen.push(message.text()));
  page.on('pageerror', (error) => seen.push(String(error)));
  page.on('dialog', (dialog) => seen.push(dialog.message()));
  page.on('request', (request) => {
    if (!request.isNavigationRequest() && request.url() !== 'data:,') seen.push(request.url());
  });
  await page.setViewport(WIDE);
  await page.goto(pathToFileURL(join(directory, 'page.html')).href);
});

afterEach(async () => {
  await page.close();
});

describe('the page of a session', () => {
  it('loads nothing, and the browser has nothing to complain about', async () => {
    expect(await page.title()).toBe('feature · iteratr');
    expect(seen).toEqual([]);
  });

  it('shows every section', async () => {
    const headings = await page.$$eval('h2', (all) =>
      all
        .filter((heading) => heading.getBoundingClientRect().height > 0)
        .map(({ textContent }) => textContent),
    );
    expect(headings).toEqual([
      ...['Needs attention', 'Timeline', 'Cost over time', 'Usage', 'Task graph', 'Tasks'],
      ...['Checks', 'Iterations', 'Questions', 'Notes', 'Messages'],
    ]);
    const counts = await page.evaluate(() => ({
      iterations: document.querySelectorAll('#timeline rect:not(.wait)').length,
      waits: document.querySelectorAll('#timeline rect.wait').length,
      breaks: document.querySelectorAll('#timeline .break').length,
      nodes: document.querySelectorAll('#graph .node').length,
      tasks: document.querySelectorAll('#tasks details').length,
    }));
    expect(counts).toEqual({ iterations: 6, waits: 1, breaks: 1, nodes: 12, tasks: 14 });
  });

  it('has the doubtful and the returned task first, open, with the reason', async () => {
    const open = await page.$$eval('#tasks details[open]', (all) =>
      all.map((task) => [task.id, task.querySelector('.badge')?.textContent]),
    );
    expect(open).toEqual([
      ['TAS-2', 'doubtful'],
      ['TAS-3', 'returned'],
    ]);
    const attention = await page.$eval('#attention', ({ textContent }) => textContent);
    for (const text of ['TAS-2', 'nothing was changed for it', 'QUE-1', '5 files stayed uncommitted']) {
      expect(attention).toContain(text);
    }
  });

  it('shows hostile text as it is, and does nothing that it says', async () => {
    const text = await page.$eval('body', ({ textContent }) => textContent);
    for (const hostile of HOSTILE) expect(text).toContain(hostile.replace('\u202e', '').trim());
    const elements = await page.$$eval(
      'script, img, iframe, object, form, [onerror], [onmouseover]',
      (all) => all.length,
    );
    expect(elements).toBe(0);
    expect(await page.$$eval('style', (all) => all.length)).toBe(1);
    expect(seen).toEqual([]);
  });

  it('would not run a script, even if there were one', async () => {
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "broken"';
      document.body.append(script);
    });
    expect(await page.title()).toBe('feature · iteratr');
  });

  it.each(['light', 'dark'] as const)('has enough contrast in the %s', async (value) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
    const ratios = await page.evaluate(contrasts);
    expect(ratios.length).toBeGreaterThan(5);
    for (const [name, ratio] of ratios) expect(ratio, name).toBeGreaterThan(4.5);
  });

  it('fits on a phone, where only tables and the graph scroll', async () => {
    await page.setViewport(NARROW);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
  });

  it('is used with the keyboard alone', async () => {
    await page.focus('#TAS-1 summary');
    await page.keyboard.press('Enter');
    expect(await page.$eval('#TAS-1', (task) => (task as HTMLDetailsElement).open)).toBe(true);
    await page.$eval('#graph a[href="#TAS-5"]', (link) => link.focus());
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#TAS-5');
  });

  it('prints what is folded on the screen', async () => {
    await page.emulateMediaType('print');
    const height = await page.$eval('#TAS-1 dl', (list) => list.getBoundingClientRect().height);
    expect(height).toBeGreaterThan(0);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });
});

/** Runs in the page. Returns the contrast of each colour of text with its ground. */
function contrasts(): [name: string, ratio: number][] {
  const parts = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const light = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = parts(color).map((part) => {
      const value = part / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: Element | null): string => {
    if (!element) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === 'rgba(0, 0, 0, 0)' ? groundOf(element.parentElement) : backgroundColor;
  };
  const found = new Map<string, number>();
  for (const element of document.querySelectorAll('body *:not(svg *)')) {
    if (!element.textContent?.trim()) continue;
    const [text, ground] = [getComputedStyle(element).color, groundOf(element)];
    const [a, b] = [light(text), light(ground)].sort((x, y) => y - x) as [number, number];
    found.set(`${element.className} ${text} on ${ground}`, (a + 0.05) / (b + 0.05));
  }
  return [...found];
}
