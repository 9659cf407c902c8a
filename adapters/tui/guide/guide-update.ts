// The update function of a guide. Every message changes the guide through it.

import type { Page } from '../../../application/ports/guide.port.ts';
import { placeCursor } from '../editor/text-editor.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';
import {
  boundedChoice,
  choiceClick,
  choiceKey,
  choiceScroll,
  chosenNow,
  openChoice,
  withOptions,
} from './choice-update.ts';
import type {
  Ending,
  GuideAction,
  GuideMessage,
  GuideModel,
  GuideStep,
  PageState,
  PageStep,
} from './guide-model.ts';
import { pageLayout } from './page-layout.ts';
import { readKey, readScroll } from './read-update.ts';
import { formKey, openForm, openText, textKey, withEditor } from './text-update.ts';

/** The number of characters of output to keep: more than a screen shows. */
const KEPT = 20_000;

/** Returns the next model and the effects to carry out. Pure. */
export function updateGuide(model: GuideModel, message: GuideMessage): GuideStep {
  const [next, effects] = step(model, message);
  return [bounded(next), effects];
}

function step(model: GuideModel, message: GuideMessage): GuideStep {
  const { shown } = model;
  switch (message.type) {
    case 'terminal':
      return onTerminal(model, message.event);
    case 'action':
      return onAction(model, message.action);
    case 'tick':
      return still({ ...model, now: message.now });
    case 'show':
      return show(model, message.page);
    case 'loaded':
      return shown?.kind === 'choice'
        ? still(withPage(model, withOptions(shown, message.options, 'done')))
        : still(model);
    case 'load-failed':
      return shown?.kind === 'choice'
        ? still(withPage(model, { ...withOptions(shown, [], { failed: message.reason }), at: 0 }))
        : still(model);
    case 'output':
      return shown?.kind === 'wait'
        ? still(withPage(model, { ...shown, output: (shown.output + message.text).slice(-KEPT) }))
        : still(model);
    case 'work-ended':
      return still({ ...model, answered: true });
    default:
      return message satisfies never;
  }
}

function show(model: GuideModel, page: Page): GuideStep {
  const shown = opened(page, model.now);
  const loads = shown.kind === 'choice' && shown.loading === 'running';
  return [{ ...model, shown, answered: false }, loads ? [{ type: 'load' }] : []];
}

function opened(page: Page, now: number): PageState {
  switch (page.kind) {
    case 'choice':
      return openChoice(page);
    case 'text':
      return openText(page);
    case 'form':
      return openForm(page);
    case 'read':
      return { kind: 'read', page, top: 0 };
    case 'wait':
      return { kind: 'wait', page, since: now, output: '', stopping: false };
    default:
      return page satisfies never;
  }
}

function onTerminal(model: GuideModel, event: TerminalEvent): GuideStep {
  if (event.type === 'resize') return still({ ...model, size: event.size });
  if (event.type === 'key' && event.name === 'ctrl+z') return [model, [{ type: 'suspend' }]];
  const { shown, answered } = model;
  const leaves = event.type === 'key' && event.name === 'ctrl+c';
  if (!shown || answered) return [model, leaves ? [{ type: 'interrupt' }] : []];
  if (leaves) return ended(model, shown, { kind: 'leave' });
  if (event.type === 'key' && event.name === 'escape') return escaped(model, shown);
  if (event.type !== 'key' && event.type !== 'paste') return still(model);
  return after(model, shown, onKey(model, shown, event));
}

/** Handles Esc: goes back to the list while typing a value, else to the page before, else leaves the guide. */
function escaped(model: GuideModel, shown: PageState): GuideStep {
  if (shown.kind === 'choice' && shown.typing) return still(withPage(model, { ...shown, typing: null }));
  if (!shown.page.canGoBack) return ended(model, shown, { kind: 'leave' });
  return ended(model, shown, { kind: 'back', values: enteredSoFar(shown) });
}

function ended(model: GuideModel, shown: PageState, ending: Ending): GuideStep {
  const last = shown.kind === 'wait' ? { ...shown, stopping: true } : shown;
  return [{ ...model, shown: last, answered: true }, [{ type: 'end', page: shown.page, ending }]];
}

function enteredSoFar(shown: PageState): readonly string[] | undefined {
  if (shown.kind === 'choice') return chosenNow(shown);
  if (shown.kind === 'text') return [shown.editor.text];
  return shown.kind === 'form' ? shown.editors.map(({ text }) => text) : undefined;
}

function onKey(model: GuideModel, shown: PageState, event: TerminalEvent): PageStep {
  const layout = pageLayout(model, shown.page);
  switch (shown.kind) {
    case 'choice':
      return choiceKey(shown, event, layout);
    case 'text':
      return textKey(shown, event, layout.body.width);
    case 'form':
      return formKey(shown, event);
    case 'read':
      return event.type === 'key' ? readKey(shown, event.name, layout) : shown;
    case 'wait':
      return shown;
    default:
      return shown satisfies never;
  }
}

function onAction(model: GuideModel, action: GuideAction): GuideStep {
  const { shown, answered } = model;
  if (!shown || answered) return still(model);
  const layout = pageLayout(model, shown.page);
  switch (action.type) {
    case 'key':
      return onTerminal(model, { type: 'key', name: action.name, text: '' });
    case 'row':
      return shown.kind === 'choice' ? after(model, shown, choiceClick(shown, action.index)) : still(model);
    case 'scroll':
      if (shown.kind === 'choice') return still(withPage(model, choiceScroll(shown, action.lines, layout)));
      return shown.kind === 'read'
        ? still(withPage(model, readScroll(shown, action.lines, layout)))
        : still(model);
    case 'step':
      return ended(model, shown, { kind: 'back', values: enteredSoFar(shown), to: action.at });
    case 'place-cursor':
      return still(withPage(model, clicked(shown, action.field, action.index)));
    default:
      return action satisfies never;
  }
}

function clicked(shown: PageState, field: number, index: number): PageState {
  if (shown.kind === 'text') return { ...shown, editor: placeCursor(shown.editor, index) };
  if (shown.kind === 'choice') {
    if (shown.typing) return { ...shown, typing: placeCursor(shown.typing, index) };
    return { ...shown, query: placeCursor(shown.query, index) };
  }
  const editor = shown.kind === 'form' ? shown.editors[field] : undefined;
  return shown.kind === 'form' && editor ? withEditor(shown, field, placeCursor(editor, index)) : shown;
}

function after(model: GuideModel, shown: PageState, next: PageStep): GuideStep {
  if (next.kind === 'ended') return ended(model, shown, { kind: 'done', values: next.values });
  if (next.kind !== 'reload') return still(withPage(model, next));
  if (shown.kind !== 'choice') return still(model);
  return [withPage(model, { ...shown, loading: 'running' }), [{ type: 'load' }]];
}

/** Corrects scroll positions, so that a smaller window does not hide the cursor and a larger one is not left empty. */
function bounded(model: GuideModel): GuideModel {
  const { shown } = model;
  if (!shown) return model;
  const layout = pageLayout(model, shown.page);
  if (shown.kind === 'choice') return withPage(model, boundedChoice(shown, layout));
  if (shown.kind === 'read') return withPage(model, readScroll(shown, 0, layout));
  return model;
}

function withPage(model: GuideModel, shown: PageState): GuideModel {
  return shown === model.shown ? model : { ...model, shown };
}

function still(model: GuideModel): GuideStep {
  return [model, []];
}
