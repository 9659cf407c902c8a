// Chooses the key hints of a page. Each hint can be clicked.

import type { Action, Page } from '../../../application/ports/guide.port.ts';
import { keyLabel } from '../terminal/key-label.ts';
import type { PageState } from './guide-model.ts';

export interface Hint {
  /** The key name as terminal events give it. */
  readonly key: string;
  readonly label: string;
  readonly words: string;
}

/** Returns the hints, most important first. */
export function hintsOf(shown: PageState): readonly Hint[] {
  if (shown.kind === 'choice' && shown.typing)
    return [hint('enter', 'use it'), hint('escape', 'back to the list')];
  return [...ownHints(shown), ...leavingHints(shown.page)];
}

function ownHints(shown: PageState): readonly Hint[] {
  switch (shown.kind) {
    case 'choice':
      if (shown.loading === 'running') return [];
      if (shown.page.actions) return shown.page.actions.map(actionHint);
      return shown.page.several
        ? [hint('enter', 'continue'), hint('space', 'mark')]
        : [hint('enter', 'choose')];
    case 'text':
      return shown.page.rows === 1
        ? [hint('enter', 'continue')]
        : [hint('ctrl+s', 'continue'), hint('alt+enter', 'new line')];
    case 'form':
      return [
        hint('enter', 'continue'),
        ...(shown.page.fields.length > 1 ? [hint('tab', 'next field')] : []),
      ];
    case 'read':
      return shown.page.actions.map(actionHint);
    case 'wait':
      return [];
    default:
      return shown satisfies never;
  }
}

/** Enter triggers the first action. */
function actionHint({ key, label }: Action, index: number): Hint {
  return { key, label: index === 0 ? keyLabel('enter') : keyLabel(key), words: label };
}

function leavingHints({ canGoBack }: Page): readonly Hint[] {
  return canGoBack ? [hint('escape', 'back'), hint('ctrl+c', 'quit')] : [hint('escape', 'quit')];
}

function hint(key: string, words: string): Hint {
  return { key, label: keyLabel(key), words };
}
