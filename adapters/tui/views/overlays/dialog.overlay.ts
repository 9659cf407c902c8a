// Questions with a few answers: quitting while the agent works, letting the run wait or go on, starting afresh.
import { activityOf } from '../../app/activity.ts';
import type { AppModel } from '../../app/app-model.ts';
import type { UiAction } from '../../app/ui-action.ts';
import { plural } from '../../transcript/format.ts';
import { span } from '../pieces.ts';
import { bodyOf, EMPTY_LINE, type OverlayBox, paragraph } from './overlay-box.ts';

type Answer = readonly [words: string, action: UiAction];

export function quitOverlay(model: AppModel, width: number): OverlayBox {
  return dialog('Quit', `${whatEnds(model)}; the session can be resumed later.`, width, [
    ['Stay', { type: 'close' }],
    ['Quit', { type: 'quit-run', force: false }],
    ['Quit at once, without waiting (ctrl+c)', { type: 'quit-run', force: true }],
  ]);
}

function whatEnds(model: AppModel): string {
  const { kind } = activityOf(model);
  if (kind === 'working') return 'The agent works. Quitting ends its turn and the run';
  if (kind === 'paused') return 'The run is paused. Quitting ends it';
  return 'The run goes on. Quitting ends it';
}

export function resetOverlay({ session }: AppModel, width: number): OverlayBox {
  const held = [
    plural(session.tasks.tasks.size, 'task'),
    plural(session.notes.size, 'note'),
    plural(session.iterations.last, 'iteration'),
  ];
  const question = `${held.join(', ')} and their history are removed for good; files and commits stay. Then the run starts afresh.`;
  return dialog('Reset', question, width, [
    ['Keep them', { type: 'close' }],
    ['Reset and start afresh', { type: 'reset-session' }],
  ]);
}

export function pauseOverlay({ session, ui }: AppModel, width: number): OverlayBox {
  const resume: Answer = ['Go on', { type: 'resume-run' }];
  const pause: Answer = ['Pause after this iteration', { type: 'pause-run' }];
  const close: Answer = ['Leave it as it is', { type: 'close' }];
  if (session.pause === 'paused') return dialog('Paused', 'The run is paused.', width, [resume, close]);
  if (session.pause === 'requested') {
    return dialog('Pausing', 'The run will pause when this iteration has ended.', width, [resume, close]);
  }
  if (ui.waiting !== null)
    return dialog('Waiting', ui.waiting, width, [['Go on at once', resume[1]], pause, close]);
  const what = 'The iteration that runs will end as usual; then the run waits until it is resumed.';
  return dialog('Pause', what, width, [pause, close]);
}

function dialog(title: string, question: string, width: number, answers: readonly Answer[]): OverlayBox {
  return {
    title,
    head: [...paragraph(question, width), EMPTY_LINE],
    editor: null,
    body: bodyOf(answers.map(([words, action]) => ({ line: [span(words)], action }))),
    choosing: true,
    hints: ['close', 'choose'],
  };
}
