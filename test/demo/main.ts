// `npm run demo`: the real program with the real opencode and a scripted model, on a small spec in a scratch repository.
// In a terminal it opens the dashboard; leave it with Ctrl+C when you have seen enough.
import { setTimeout as sleep } from 'node:timers/promises';
import { startModelServer } from '../support/model-server/model-server.ts';
import { closing, OPENING } from './closing.ts';
import { whatIsWrong } from './outcome.ts';
import { Scratch } from './scratch.ts';
import { MESSAGE, story } from './story.ts';

/** Milliseconds from one answer to the next and from word to word, so that a person can follow; nobody reads along in a log. */
const PACE = process.stdout.isTTY ? { answer: 700, word: 20 } : { answer: 0, word: 0 };
const SESSION = 'durations';
/** The exit codes of a build that the user ended. */
const LEFT = [130, 143];

// The build gets what the terminal sends too, and ends in its own way; then so does this.
let terminalClosed = false;
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => {
  terminalClosed = true;
});
const keep = process.argv.includes('--keep');
const scratch = new Scratch();
try {
  process.exitCode = await demo();
} finally {
  if (!keep) scratch.remove();
}

/** Returns the exit code: 0 only if everything happened as the story says. */
async function demo(): Promise<number> {
  const told = story(scratch.workTree, () =>
    scratch.iteratr(['message', '--name', SESSION, MESSAGE], 'pipe'),
  );
  let next = 0;
  const model = await startModelServer(
    async (conversation) => {
      await sleep(Math.max(0, next - Date.now()));
      next = Date.now() + PACE.answer;
      return told(conversation);
    },
    { chunkDelayMs: PACE.word },
  );
  try {
    scratch.prepare(model.url);
    print(OPENING);
    const { code } = await scratch.iteratr(['build', '--spec', `specs/${SESSION}.md`, '--trust'], 'inherit');
    if (terminalClosed) return code;
    const hasLeft = LEFT.includes(code);
    const wrong = hasLeft ? [] : await whatIsWrong(scratch, SESSION, code, model.failures);
    if (wrong.length > 0) {
      process.stderr.write(`\nerror: the demo did not go as its story says:\n- ${wrong.join('\n- ')}\n`);
      return 1;
    }
    print(closing(hasLeft, keep ? scratch.workTree : null));
    return code;
  } finally {
    await model.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
