// Formats a session as one HTML page that needs no network and no script.
import { createHash } from 'node:crypto';
import { Liquid } from 'liquidjs';
import type { SessionReport } from '../../../../application/session/session-report.ts';
import { pageModel } from './page-model.ts';
import { PAGE_STYLE } from './page-style.ts';
import { PAGE_TEMPLATE } from './page-template.ts';

export function sessionHtml(report: SessionReport): string {
  const engine = new Liquid({ outputEscape: 'escape', strictVariables: true, strictFilters: true });
  const styleHash = `sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}`;
  return engine.parseAndRenderSync(PAGE_TEMPLATE, { ...pageModel(report), style: PAGE_STYLE, styleHash });
}
