// `npm run demo`: the real program with the real opencode and a scripted model, on an example spec in a scratch repository.
// In a terminal it opens the dashboard; leave it with Ctrl+C when you have seen enough.
import { execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModelServer } from '../support/model-server/model-server.ts';
import { setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import { demoScript } from './model-script.ts';

const ITERATR = fileURLToPath(new URL('../../dist/iteratr.js', import.meta.url));
const SPEC = fileURLToPath(new URL('./spec.md', import.meta.url));

const keep = process.argv.includes('--keep');
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-demo-')));
const workTree = join(scratch, 'toolbox');
// The build gets what the terminal sends too, and ends in its own way; then so does this.
let terminalClosed = false;
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => {
  terminalClosed = true;
});
const model = await startModelServer(demoScript(workTree));
try {
  process.exitCode = await demo();
} finally {
  await model.close();
  if (!keep) rmSync(scratch, { recursive: true, force: true });
  else if (!terminalClosed) print(`\nkept: ${workTree}`);
}

async function demo(): Promise<number> {
  mkdirSync(join(workTree, 'specs'), { recursive: true });
  copyFileSync(SPEC, join(workTree, 'specs', 'toolbox.md'));
  writeFileSync(join(workTree, '.gitignore'), 'opencode.json\n');
  const opencode = setUpOpencode({ workTree, home: join(scratch, 'home'), modelUrl: model.url });
  const identity = { GIT_AUTHOR_NAME: 'Demo', GIT_AUTHOR_EMAIL: 'demo@example.org' };
  const committer = { GIT_COMMITTER_NAME: 'Demo', GIT_COMMITTER_EMAIL: 'demo@example.org' };
  const agent = [opencode.command, ...opencode.args].join(' ');
  const env = { ...opencode.env, ...identity, ...committer, ITERATR_AGENT: agent };
  git(['init', '--quiet', '--initial-branch=main'], env);
  git(['add', '.'], env);
  git(['commit', '--quiet', '--message', 'Begin with a spec'], env);

  const args = ['build', '--spec', 'specs/toolbox.md', '--model', opencode.model];
  const code = await iteratr(args, env);
  if (terminalClosed) return code;
  title('Tasks');
  await iteratr(['tool', 'task-list', '--name', 'toolbox'], env);
  title('Notes');
  await iteratr(['tool', 'note-list', '--name', 'toolbox'], env);
  title('Commits');
  print(git(['log', '--reverse', '--stat=72', '--format=%n%h %s%n%w(0,4,4)%b'], env).trim());
  title('Files');
  const names = readdirSync(workTree).filter((name) => !name.startsWith('.') && name !== 'opencode.json');
  print(names.join('  '));
  title(code === 0 ? 'The session is complete.' : `The build ended with exit code ${code}.`);
  return code;
}

function iteratr(args: readonly string[], env: Record<string, string>): Promise<number> {
  print(`$ iteratr ${args.map((arg) => (arg.startsWith('/') ? basename(arg) : arg)).join(' ')}`);
  const child = spawn(process.execPath, [ITERATR, ...args], {
    cwd: workTree,
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

function git(args: readonly string[], env: Record<string, string>): string {
  return execFileSync('git', args, { cwd: workTree, env, encoding: 'utf8' });
}

function title(text: string): void {
  print(`\n== ${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
