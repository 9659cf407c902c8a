// Asks what to search for in the agent's output.
import type { OverlayOf } from '../../app/ui-state.ts';
import { NO_BODY, type OverlayBox } from './overlay-box.ts';

export function searchOverlay({ editor }: OverlayOf<'search'>): OverlayBox {
  return {
    title: 'Search',
    head: [],
    editor: { state: editor, rows: 1, label: 'Text in the agent output' },
    body: NO_BODY,
    choosing: true,
    hints: ['close', 'choose'],
  };
}
