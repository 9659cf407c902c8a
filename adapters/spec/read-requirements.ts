// Finds the requirements of a spec, in Markdown or JSON.
import type { FoundRequirement } from '../../domain/plan/plan.ts';
import { jsonRequirements } from './json-requirements.ts';
import { MarkdownRequirements } from './markdown-requirements.ts';
import { onlyJson, parseMarkdown } from './markdown-tree.ts';
import { searchable } from './searchable.ts';

/** In characters. A longer document of JSON is no list of stories. */
const JSON_LENGTH = 1_000_000;

/** Implements `ReadRequirements`. */
export function readRequirements(spec: string): readonly FoundRequirement[] {
  try {
    if (spec.length <= JSON_LENGTH && /^\s*[[{]/.test(spec)) {
      const stories = jsonRequirements(spec, 1);
      if (stories) return stories;
    }
    const root = parseMarkdown(searchable(spec));
    const json = onlyJson(root);
    return (json && jsonRequirements(json.text, json.line)) ?? new MarkdownRequirements(root).find();
  } catch (error) {
    // Lists that are nested thousands of levels deep are no list of requirements.
    if (error instanceof RangeError) return [];
    throw error;
  }
}
