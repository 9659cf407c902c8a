// How soon a build prompts the real opencode, without the time that opencode itself takes.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { say } from '../support/model-server/script.ts';
import { measureInTurn, nodeProcess } from './measure.ts';
import { ratio } from './report.ts';
import { startHeadless } from './started-program.ts';

const RECORDER = fileURLToPath(new URL('./prompt-recorder.mjs', import.meta.url));
const ROUNDS = 7;

export async function benchOpencode(scratch: string): Promise<void> {
  const model = await startModelServer(() => say('Nothing is left to do.'));
  const home = join(scratch, 'home');
  const template = join(scratch, 'template');
  mkdirSync(join(template, 'specs'), { recursive: true });
  writeFileSync(join(template, 'specs', 'SPEC.md'), '# Start\n\nBe quick.\n');
  const opencode = setUpOpencode({ workTree: template, home, modelUrl: model.url });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: template, stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', 'commit', '--message', 'First');
  // Its name tells iteratr which agent it is.
  const agent = join(scratch, 'opencode');
  const recorder = `exec "${process.execPath}" "${RECORDER}" "${opencode.command}" "$@"`;
  writeFileSync(agent, `#!/bin/sh\nSPAWNED=$(date +%s%3N)\nexport SPAWNED\n${recorder}\n`);
  chmodSync(agent, 0o755);
  let projects = 0;
  const { node, build } = await measureInTurn(ROUNDS, {
    node: () => nodeProcess(['-e', '0']),
    build: async () => {
      projects += 1;
      const cwd = join(scratch, `project-${projects}`);
      cpSync(template, cwd, { recursive: true });
      const file = `${cwd}.prompted`;
      const env = {
        ...{ ...opencode.env, PROMPTED: file, ITERATR_MODEL: opencode.model },
        ITERATR_AGENT: [agent, ...opencode.args].join(' '),
      };
      const build = startHeadless(['build', '--headless', '--trust', '--iterations', '1'], { cwd, env });
      try {
        return await build.written(file);
      } finally {
        await build.end();
        rmSync(cwd, { recursive: true, force: true });
      }
    },
  });
  await model.close();
  ratio(
    'build to its first prompt, without the time that opencode takes to answer, over `node -e 0`',
    build.ms / node.ms,
    // 150 ms where Node takes 60 ms to start.
    2.5,
    `${build.ms.toFixed(0)} ms / ${node.ms.toFixed(0)} ms`,
  );
}
