// Whole commands, from spawn to exit, over a Node process that does nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPty, spawn as spawnPty } from '@lydell/node-pty';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';
import { scriptedAgent } from '../support/scripted-agent/scripted-agent.ts';
import { seed } from './history.ts';
import { inTurn, median, nodeProcess } from './measure.ts';
import { duration, ratio } from './report.ts';
import { FRAME, ITERATR } from './started-program.ts';

const SESSION = sessionName('long');
/** Finished sessions, by their number of events. */
const FINISHED = [100, 100_000] as const;
const FRAME_ROUNDS = 11;
const CHANGES = 9;

export async function benchCommands(workTree: string): Promise<void> {
  const dataDir = join(workTree, '.iteratr');
  mkdirSync(workTree, { recursive: true });
  await seed(dataDir, SESSION, 10_000);
  for (const size of FINISHED) await seed(dataDir, finished(size), size);
  const build = await startBuild(workTree, dataDir);
  try {
    const options = { cwd: workTree };
    const frames = await inTurn(FRAME_ROUNDS, {
      node: () => nodeProcess(['-e', '0'], options),
      frame: () => shown(workTree, SESSION, FRAME),
    });
    const frame = `${frames.frame.toFixed(0)} ms / ${frames.node.toFixed(0)} ms, by \`iteratr attach\` in a pseudo-terminal`;
    ratio('start to first frame over `node -e 0`', frames.frame / frames.node, 5, frame);
    const [short, long] = FINISHED;
    const open = (size: number) => () => shown(workTree, finished(size), `Learned in TAS-${size / 10}`);
    // The first opening reads all events and leaves a snapshot, as any first opening by any process does.
    await nodeProcess([ITERATR, 'sessions'], options);
    const opened = await inTurn(FRAME_ROUNDS, { short: open(short), long: open(long) });
    const opening = `${opened.long.toFixed(0)} ms / ${opened.short.toFixed(0)} ms, from \`iteratr attach\` to the content`;
    ratio('dashboard of 100,000 events over one of 100', opened.long / opened.short, 1.5, opening);
    duration(
      'end of `iteratr tool task-add` to the task on another screen, median',
      await outsideChanges(workTree),
      100,
    );
  } finally {
    build.kill('SIGTERM');
    await once(build, 'exit');
  }
}

/** A build in the middle of an iteration. */
async function startBuild(workTree: string, dataDir: string): Promise<ChildProcess> {
  writeFileSync(join(workTree, 'spec.md'), 'the spec');
  const agent = scriptedAgent(workTree, { turns: [{ steps: [{ hang: true }] }] });
  const env = { ...process.env, ITERATR_AGENT: [agent.command, ...agent.args].join(' '), ITERATR_MODEL: 'm' };
  const args = [ITERATR, 'build', '--headless', '--spec', 'spec.md', '--name', SESSION];
  const build = spawn(process.execPath, args, { cwd: workTree, env, stdio: 'ignore' });
  const runFile = join(dataDir, 'runs', `${SESSION}.json`);
  const transcript = join(dataDir, 'transcripts', SESSION);
  while (!existsSync(runFile) && !existsSync(transcript)) {
    if (build.exitCode !== null) throw new Error(`the build ended with exit code ${build.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return build;
}

/** Milliseconds; a task's number stands in the first row of the list, which is drawn anew for each. */
async function outsideChanges(workTree: string): Promise<number> {
  const pty = attach(workTree, SESSION);
  let output = '';
  pty.onData((data) => {
    output += data;
  });
  try {
    const times: number[] = [];
    for (let round = 0; round < CHANGES; round++) {
      const mark = `outside-${round}`;
      const args = [ITERATR, 'tool', 'task-add', '--name', SESSION, '--priority', '4', '--content', mark];
      await nodeProcess(args, { cwd: workTree });
      const ended = performance.now();
      while (!output.includes(mark)) {
        if (performance.now() - ended > 10_000) throw new Error(`${mark} is not shown`);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      times.push(performance.now() - ended);
    }
    return median(times);
  } finally {
    pty.kill('SIGKILL');
  }
}

function finished(size: number): SessionName {
  return sessionName(`finished-${size}`);
}

function attach(workTree: string, session: SessionName): IPty {
  const env = { ...process.env, TERM: 'xterm-256color' } as Record<string, string>;
  const args = [ITERATR, 'attach', '--name', session];
  return spawnPty(process.execPath, args, { cols: 120, rows: 35, cwd: workTree, env });
}

/** From the start of the program until this text is on the screen. */
async function shown(workTree: string, session: SessionName, text: string): Promise<void> {
  const pty = attach(workTree, session);
  const over = new Promise((resolve) => pty.onExit(resolve));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    pty.onData((data) => {
      output += data;
      if (output.includes(text)) resolve();
    });
    pty.onExit(() => reject(new Error(`it ended and did not show "${text}": ${output}`)));
  });
  pty.kill('SIGKILL');
  await over;
}
