// Scrolling, selecting, expanding and searching in the agent's output.

import { agentWindow } from '../layout/agent-window.ts';
import type { AppModel } from '../model/app-model.ts';
import { toasted, withUi } from '../model/step.ts';
import type { AgentPaneState, SearchOrigin } from '../model/ui-state.ts';
import { isExpandable } from '../transcript/block-lines.ts';
import { copyText } from '../transcript/copy-text.ts';
import type { Hit } from '../transcript/list-search.ts';
import type { MessageList, Row, Scroll } from '../transcript/message-list.ts';

export function scrollAgent(model: AppModel, lines: number): AppModel {
  const { list, height } = agentWindow(model);
  const { scroll } = model.ui.agent;
  if (lines < 0 && list.extent(scroll, height).offset === 0) return wantEarlier(model);
  return withAgent(model, { scroll: list.scrollBy(scroll, lines, height) });
}

export function agentToTop(model: AppModel): AppModel {
  const { list, height } = agentWindow(model);
  const fits = list.rows('follow', height)[0];
  const first = model.transcript.blocks[0];
  if (!first || (fits?.blockId === first.id && fits.line === 0))
    return wantEarlier(withAgent(model, { selected: first?.id ?? null }));
  return wantEarlier(withAgent(model, { scroll: list.first(), selected: first.id }));
}

/** Asks for the earlier history, if there is some and it is not asked for already. */
function wantEarlier(model: AppModel): AppModel {
  return model.earlier === 'there' ? { ...model, earlier: 'wanted' } : model;
}

/** Follows the newest line and clears the selection. */
export function followAgent(model: AppModel): AppModel {
  return withAgent(model, { scroll: 'follow', selected: null });
}

/** Selects the next or previous block. Scrolls by one line while the selected block extends past the window. */
export function stepAgent(model: AppModel, by: -1 | 1): AppModel {
  const { list, height } = agentWindow(model);
  const { scroll, selected } = model.ui.agent;
  const rows = list.rows(scroll, height);
  const edge = by > 0 ? rows.at(-1) : rows[0];
  if (!edge) return model;
  if (selected === null || !rows.some(({ blockId }) => blockId === selected)) {
    const nearest = by > 0 && scroll !== 'follow' ? rows[0] : rows.at(-1);
    return selectBlock(model, nearest?.blockId ?? edge.blockId);
  }
  const longer = edge.blockId === selected && (by > 0 ? scroll !== 'follow' : edge.line > 0);
  if (longer) return scrollAgent(model, by);
  const next = list.neighbour(selected, by) ?? selected;
  return selectBlock(next === selected && by < 0 ? wantEarlier(model) : model, next);
}

/** Goes to the start of the next or previous iteration, from the selected one or the one at the upper edge. */
export function stepIteration(model: AppModel, by: -1 | 1): AppModel {
  const { list, height } = agentWindow(model);
  const { scroll, selected } = model.ui.agent;
  const starts = model.transcript.blocks
    .filter(({ block }) => block.kind === 'iteration')
    .map(({ id }) => id);
  const top = list.rows(scroll, height)[0];
  if (top === undefined) return model;
  const isStart = selected !== null && starts.includes(selected);
  // From inside an iteration, the start of the same one is the previous one.
  const from = isStart ? selected : top.blockId + (top.line > 0 ? 0.5 : 0);
  const next = by > 0 ? starts.find((id) => id > from) : starts.findLast((id) => id < from);
  if (next === undefined) return by < 0 ? wantEarlier(model) : model;
  return withAgent(model, { selected: next, scroll: list.startOf(next, height) });
}

/**
 * Shows the start of an iteration. If it is in the history before the transcript, asks for a piece of that; call it again when
 * the piece is there.
 */
export function goToIteration(model: AppModel, number: number): AppModel {
  const start = model.transcript.blocks.findLast(
    ({ block }) => block.kind === 'iteration' && block.number === number,
  );
  if (start) {
    const { list, height } = agentWindow(model);
    return withAgent(model, { sought: null, selected: start.id, scroll: list.startOf(start.id, height) });
  }
  if (model.earlier === 'none')
    return toasted(
      withAgent(model, { sought: null }),
      false,
      `the output of iteration ${number} is not kept`,
    );
  return wantEarlier(withAgent(model, { sought: number }));
}

/** Selects a block and shows as much of it as fits, its start first. */
export function selectBlock(model: AppModel, id: number): AppModel {
  const { list, height } = agentWindow(model);
  const { scroll } = model.ui.agent;
  const last = model.transcript.blocks.at(-1)?.id;
  let next: Scroll = scroll === 'follow' && id !== last ? list.held(scroll, height) : scroll;
  const bottom = list.rows(next, height).at(-1);
  if (bottom === undefined || bottom.blockId <= id) next = endInSight(list, next, id, height);
  next = list.reveal(next, id, 0, height);
  return withAgent(model, { selected: id, scroll: next });
}

function endInSight(list: MessageList, scroll: Scroll, id: number, height: number): Scroll {
  return scroll === 'follow' ? scroll : list.reveal(scroll, id, Number.MAX_SAFE_INTEGER, height);
}

/** Expands or folds a block. Does nothing for a block that cannot be expanded. */
export function toggleBlock(model: AppModel, id: number): AppModel {
  const block = model.transcript.blocks.find((candidate) => candidate.id === id);
  if (!block || !isExpandable(block.block)) return model;
  const { list, height } = agentWindow(model);
  const { scroll } = model.ui.agent;
  const expanded = new Set(model.ui.agent.expanded);
  if (!expanded.delete(id)) expanded.add(id);
  // Hold the position, so that the text being read does not move and the added lines appear below.
  return withAgent(model, {
    expanded,
    scroll: scroll === 'follow' ? list.held(scroll, height) : scroll,
  });
}

/** Expands all blocks, or folds them if all are expanded. */
export function toggleAll(model: AppModel): AppModel {
  const ids = model.transcript.blocks.filter(({ block }) => isExpandable(block)).map(({ id }) => id);
  const all = ids.every((id) => model.ui.agent.expanded.has(id));
  return withAgent(model, { expanded: new Set(all ? [] : ids) });
}

/** Returns the text of the selected block, undefined without a selection. */
export function selectedText(model: AppModel): string | undefined {
  const block = model.transcript.blocks.find(({ id }) => id === model.ui.agent.selected);
  return block && copyText(block.block);
}

/** Searches for a text and shows the newest match. Without a match, shows the position and selection of `origin`. */
export function searchFor(from: AppModel, query: string, origin: SearchOrigin): AppModel {
  const model = withAgent(from, origin);
  if (query.trim() === '') return withAgent(model, { search: null });
  const { list } = agentWindow(model);
  const hits = list.search(query);
  const searched = withAgent(model, { search: { query, count: hits.length, at: 0, hit: null } });
  const newest = hits.at(-1);
  return newest ? showHit(searched, newest, hits) : searched;
}

/** Shows the next or previous match and wraps around at the ends. */
export function findNext(model: AppModel, by: -1 | 1): AppModel {
  const { search, scroll } = model.ui.agent;
  if (!search) return model;
  const { list, height } = agentWindow(model);
  const hits = list.search(search.query);
  const rows = list.rows(scroll, height);
  const from: Hit | Row | undefined = search.hit ?? (by > 0 ? rows[0] : rows.at(-1));
  const next =
    from === undefined
      ? undefined
      : by > 0
        ? hits.find((hit) => isAfter(hit, from))
        : hits.findLast((hit) => isAfter(from, hit));
  const shown = next ?? (by > 0 ? hits[0] : hits.at(-1));
  return shown
    ? showHit(model, shown, hits)
    : withAgent(model, { search: { ...search, count: 0, at: 0, hit: null } });
}

export function withAgent(model: AppModel, change: Partial<AgentPaneState>): AppModel {
  return withUi(model, { agent: { ...model.ui.agent, ...change, ...leaving(model, change.scroll) } });
}

/** Remembers the end of the transcript when the user leaves it. */
function leaving(model: AppModel, scroll: Scroll | undefined): Partial<AgentPaneState> {
  if (scroll === undefined) return {};
  if (scroll === 'follow') return { left: null };
  return model.ui.agent.scroll === 'follow' ? { left: agentWindow(model).list.end() } : {};
}

function showHit(model: AppModel, hit: Hit, hits: readonly Hit[]): AppModel {
  const { list, height } = agentWindow(model);
  const { search, scroll } = model.ui.agent;
  const next = list.reveal(scroll, hit.blockId, hit.line, height);
  return withAgent(model, {
    search: search && {
      ...search,
      count: hits.length,
      at: hits.indexOf(hit) + 1,
      hit: { blockId: hit.blockId, line: hit.line },
    },
    selected: hit.blockId,
    scroll: next,
  });
}

function isAfter(a: Hit, b: Hit): boolean {
  return a.blockId > b.blockId || (a.blockId === b.blockId && a.line > b.line);
}
