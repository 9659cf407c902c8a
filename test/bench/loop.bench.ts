// What the loop itself costs: an iteration with an agent that answers at once, with the real store and the real git work tree.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSnapshotStore } from '../../adapters/files/file-snapshot-store.ts';
import { FileSpecSource } from '../../adapters/files/file-spec-source.ts';
import { GitWorkTree } from '../../adapters/git/git-work-tree.ts';
import { openStore } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { loadPromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { RunSession } from '../../application/loop/run-session.ts';
import { NO_CHECKS } from '../../application/ports/check-runner.port.ts';
import { NOTHING_PROTECTED } from '../../application/ports/protected-files.port.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import { NO_LIMITS } from '../../domain/run/limits.ts';
import { SESSION, SILENT } from '../support/harness.ts';
import { TurnAgent } from '../support/scripted-turns.ts';
import { inTurn, median, nodeProcess, settled } from './measure.ts';
import { ratio } from './report.ts';

const ITERATIONS = 40;

export async function benchLoop(): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'iteratr-bench-loop-'));
  execFileSync('git', ['init', '--quiet'], { cwd });
  await settled();
  const store = await openStore({
    processes: UNRECORDED_PROCESSES,
    dataDir: join(cwd, '.iteratr'),
    logger: SILENT,
  });
  try {
    const clock = { now: () => new Date(), sleep: async () => {}, after: () => () => {} };
    const files = { dataDir: join(cwd, '.iteratr'), logger: SILENT };
    const snapshots = new FileSnapshotStore({ ...files, folder: 'snapshots' });
    const summaries = new FileSnapshotStore({ ...files, folder: 'summaries' });
    const ids = { next: () => crypto.randomUUID() };
    const sessions = new SessionRegistry(
      { events: store.events, snapshots, summaries, clock, ids },
      store.sessions,
    );
    const turns = Array.from({ length: ITERATIONS }, (_, index) => () => {
      writeFileSync(join(cwd, 'file.txt'), `${index}`);
      return undefined;
    });
    const run = new RunSession(sessions, {
      agents: [
        {
          use: { agent: 'fake', model: 'm' },
          agent: new TurnAgent(turns, () => Promise.reject(new Error('no tools here'))),
        },
      ],
      checks: NO_CHECKS,
      protectedFiles: NOTHING_PROTECTED,
      specSource: new FileSpecSource(cwd),
      readRequirements: async () => [],
      hooks: { has: () => false, run: async () => '' },
      workTree: new GitWorkTree({
        cwd,
        neverCommit: [join(cwd, '.iteratr')],
        processes: UNRECORDED_PROCESSES,
        logger: SILENT,
      }),
      template: await loadPromptTemplate(null),
      observer: { notify() {} },
      clock,
      logger: SILENT,
      storeLost: new AbortController().signal,
      claimLost: new AbortController().signal,
      storeWaits: { onChange: () => () => undefined, shorten: () => undefined },
      random: Math.random,
    });
    const request = {
      session: SESSION,
      spec: { named: 'spec.md', path: 'spec.md' },
      iterations: ITERATIONS,
      autoCommit: false,
      cwd,
      prompt: { session: SESSION, spec: 'the spec', extra: '', tools: '', port: 0, binary: 'iteratr' },
      mcpServers: () => [],
      limits: NO_LIMITS,
      prices: {},
      stallAfter: 0,
      verifyRounds: 0,
      answerTimeoutMs: 'none' as const,
      tasksPerIteration: 0,
      fallbackAfterMs: 0,
      maxFailures: 3,
      idleTimeoutMs: 0,
      toolTimeoutMs: 0,
      iterationTimeoutMs: 0,
    };
    const { iterations } = await run.execute(request, new AbortController().signal);
    if (iterations.length !== ITERATIONS) throw new Error(`only ${iterations.length} iterations were run`);
    const share = median(iterations.map(({ durationMs }) => durationMs));
    const { node } = await inTurn(11, { node: () => nodeProcess(['-e', '0']) });
    const detail = `${share.toFixed(1)} and ${node.toFixed(1)} ms`;
    // 15 ms where Node takes 60 ms to start.
    ratio("the loop's own share of an iteration over `node -e 0`", share / node, 0.25, detail);
    await sessions.closeAll();
  } finally {
    await store.close();
    rmSync(cwd, { recursive: true, force: true });
  }
}
