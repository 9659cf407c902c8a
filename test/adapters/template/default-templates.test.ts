// Specifies that the default templates pass the checks for templates of users, which they are not given at each start.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  loadPlanTemplate,
  loadPromptTemplate,
  loadReviewTemplate,
} from '../../../adapters/template/liquid-prompt-template.ts';
import { PLAN_KIND, REVIEW_KIND, WORK_KIND } from '../../../adapters/template/template-kind.ts';
import { tempDir } from '../../support/temp-dir.ts';

it.each([
  ['work', loadPromptTemplate, WORK_KIND.text],
  ['plan', loadPlanTemplate, PLAN_KIND.text],
  ['review', loadReviewTemplate, REVIEW_KIND.text],
] as const)('the one for %s', async (_, load, text) => {
  const path = join(tempDir(), 'template.liquid');
  writeFileSync(path, text);
  await expect(load(path)).resolves.toBeDefined();
  writeFileSync(path, `${text}{{ nothing }}`);
  await expect(load(path)).rejects.toThrow('undefined variable: nothing');
});
