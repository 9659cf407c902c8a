// Finds user stories and their acceptance criteria in JSON, with the lines on which they stand.
import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { FoundRequirement } from '../../domain/plan/plan.ts';

/** Names of lists, without case, `_` and `-`. */
const LISTS = /^(?:user)?(?:stories|requirements|features|epics|items|tasks|scenarios)$/;
const CRITERIA = /^(?:acceptance|success)?(?:criteria|tests)$/;
const TITLES = ['title', 'name', 'summary', 'story', 'requirement', 'text', 'criterion', 'description'];

/** Returns the requirements, undefined if the text is not JSON or has no list of them. `first`: the line on which it begins. */
export function jsonRequirements(text: string, first: number): readonly FoundRequirement[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // JSON is YAML, and only the YAML parser tells lines.
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const found: FoundRequirement[] = [];
  const lineOf = (node: { range?: readonly number[] | null | undefined }): number =>
    lines.linePos(node.range?.[0] ?? 0).line + first - 1;
  const add = (value: string, node: Parameters<typeof lineOf>[0]): void => {
    if (value.trim() !== '') found.push({ text: value, line: lineOf(node) });
  };
  const visitList = (list: unknown): void => {
    if (!isSeq(list)) return;
    for (const item of list.items) {
      if (isScalar(item) && typeof item.value === 'string') add(item.value, item);
      if (isMap(item)) {
        add(titleOf(item), item);
        visitMap(item);
      }
    }
  };
  const visitMap = (map: YAMLMap): void => {
    for (const pair of map.items) {
      const key = keyOf(pair).toLowerCase().replaceAll(/[_ -]/g, '');
      if (LISTS.test(key) || CRITERIA.test(key)) visitList(pair.value);
    }
  };
  if (isSeq(contents)) visitList(contents);
  else if (isMap(contents)) visitMap(contents);
  return found.length === 0 ? undefined : found;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Returns `US-1 Export as CSV`. */
function titleOf(item: YAMLMap): string {
  const texts = new Map(
    item.items.flatMap((pair) => {
      const { value } = pair;
      const isText = isScalar(value) && (typeof value.value === 'string' || typeof value.value === 'number');
      return isText ? [[keyOf(pair).toLowerCase(), String(value.value)] as const] : [];
    }),
  );
  const title = TITLES.map((name) => texts.get(name)).find((text) => text !== undefined);
  return [texts.get('id'), title].filter(Boolean).join(' ');
}
