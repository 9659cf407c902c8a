// How soon the program answers, in multiples of a Node process that does nothing, measured in turn with it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quote } from 'shlex';
import { sessionName } from '../../domain/session/session-name.ts';
import { seed } from './history.ts';
import { type Measured, measureInTurn, nodeProcess, settled } from './measure.ts';
import { ratio } from './report.ts';
import { FRAME, ITERATR, type RunningProgram, startHeadless, startInTerminal } from './started-program.ts';

const AGENT = fileURLToPath(new URL('./start-agent.mjs', import.meta.url));
const COMMAND_ROUNDS = 21;
const BUILD_ROUNDS = 11;
/** How many programs `benchBuild` measures. */
const PROGRAMS = 7;
const SESSION = sessionName('start');
const BUILD = ['build', '--trust', '--spec', 'specs/SPEC.md', '--name', SESSION, '--model', 'a/b'];

/** The bounds, as multiples of a bare Node process. */
const BOUNDS = {
  version: 1.3,
  help: 1.5,
  config: 1.5,
  tool: 2.6,
  sessions: 2.8,
  toolWithBuild: 1.6,
  spawnedHeadless: 2.2,
  spawnedInTerminal: 2.9,
  prompted: 4,
  frame: 2,
  wizard: 2.5,
  setup: 2.5,
} as const;

export async function benchStart(scratch: string): Promise<void> {
  const env = {
    ...(process.env as Record<string, string>),
    HOME: scratch,
    XDG_STATE_HOME: join(scratch, 'state'),
  };
  const projects = new Projects(scratch, env);
  await benchCommands(projects);
  for (const events of [10, 10_000]) await benchWithBuild(projects, events);
  await benchBuild(projects);
}

/** Projects in repositories of their own. */
class Projects {
  #made = 0;

  constructor(
    private readonly scratch: string,
    readonly env: Readonly<Record<string, string>>,
  ) {
    const template = join(scratch, 'template');
    mkdirSync(join(template, 'specs'), { recursive: true });
    writeFileSync(join(template, 'specs', 'SPEC.md'), '# Start\n\nBe quick.\n');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: template, stdio: 'ignore' });
    git('init');
    git('add', '.');
    git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', 'commit', '--message', 'First');
  }

  make(): Project {
    this.#made += 1;
    const cwd = join(this.scratch, `project-${this.#made}`);
    cpSync(join(this.scratch, 'template'), cwd, { recursive: true });
    const files = { spawned: `${cwd}.spawned`, prompted: `${cwd}.prompted` };
    // The shell notes the time before the agent's own start.
    const agent = [process.execPath, AGENT, files.prompted].map((word) => quote(word)).join(' ');
    const script = `date +%s%3N > ${quote(files.spawned)}; exec ${agent}`;
    const env = { ...this.env, ITERATR_AGENT: `sh -c ${quote(script)}` };
    return { cwd, env, ...files, remove: () => rmSync(cwd, { recursive: true, force: true }) };
  }
}

interface Project {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files into which the agent writes when it was started and prompted. */
  readonly spawned: string;
  readonly prompted: string;
  remove(): void;
}

async function benchCommands(projects: Projects): Promise<void> {
  const { cwd, env } = projects.make();
  await seed(join(cwd, '.iteratr'), SESSION, 10);
  const run =
    (...args: string[]) =>
    () =>
      nodeProcess([ITERATR, ...args], { cwd, env });
  const { node, ...commands } = await measureInTurn(COMMAND_ROUNDS, {
    node: () => nodeProcess(['-e', '0'], { cwd, env }),
    version: run('--version'),
    help: run('--help'),
    config: run('config'),
    tool: run('tool', 'task-list', '--name', SESSION),
    sessions: run('sessions'),
  });
  row('`iteratr --version`', commands.version, node, BOUNDS.version);
  row('`iteratr --help`', commands.help, node, BOUNDS.help);
  row('`iteratr config`', commands.config, node, BOUNDS.config);
  row('`iteratr tool task-list` without a build', commands.tool, node, BOUNDS.tool);
  row('`iteratr sessions`', commands.sessions, node, BOUNDS.sessions);
}

async function benchWithBuild(projects: Projects, events: number): Promise<void> {
  const project = projects.make();
  const { cwd, env } = project;
  await seed(join(cwd, '.iteratr'), SESSION, events);
  const build = startHeadless([...BUILD, '--headless'], project);
  try {
    await build.written(project.prompted);
    const { node, tool } = await measureInTurn(COMMAND_ROUNDS, {
      node: () => nodeProcess(['-e', '0'], { cwd, env }),
      tool: () => nodeProcess([ITERATR, 'tool', 'task-list', '--name', SESSION], { cwd, env }),
    });
    const what = `\`iteratr tool task-list\` with a build running, ${events} events`;
    row(what, tool, node, BOUNDS.toolWithBuild);
  } finally {
    await build.end();
    project.remove();
  }
}

async function benchBuild(projects: Projects): Promise<void> {
  // One for each run of each program below, and one for the round that does not count.
  const made = Array.from({ length: PROGRAMS * (BUILD_ROUNDS + 1) }, () => projects.make());
  await settled();
  const program = (
    start: typeof startHeadless,
    args: readonly string[],
    seen: (running: RunningProgram, project: Project) => Promise<number>,
  ) => {
    return async (): Promise<number> => {
      const project = made.pop();
      if (!project) throw new Error('more programs are measured than projects were made for');
      const running = start(args, project);
      try {
        return await seen(running, project);
      } finally {
        await running.end();
        project.remove();
      }
    };
  };
  const headless = [...BUILD, '--headless'];
  const { node, ...seen } = await measureInTurn(BUILD_ROUNDS, {
    node: () => nodeProcess(['-e', '0']),
    spawnedHeadless: program(startHeadless, headless, (it, { spawned }) => it.written(spawned)),
    prompted: program(startHeadless, headless, (it, { prompted }) => it.written(prompted)),
    frame: program(startInTerminal, BUILD, (it) => it.shown(FRAME)),
    spawnedInTerminal: program(startInTerminal, BUILD, (it, { spawned }) => it.written(spawned)),
    promptedInTerminal: program(startInTerminal, BUILD, (it, { prompted }) => it.written(prompted)),
    wizard: program(startInTerminal, ['build'], (it) => it.shown(FRAME)),
    setup: program(startInTerminal, ['setup'], (it) => it.shown(FRAME)),
  });
  row('`iteratr build` to its first frame', seen.frame, node, BOUNDS.frame);
  row('headless build to the start of its agent', seen.spawnedHeadless, node, BOUNDS.spawnedHeadless);
  row(
    'build with the dashboard to the start of its agent',
    seen.spawnedInTerminal,
    node,
    BOUNDS.spawnedInTerminal,
  );
  row('headless build to its first prompt', seen.prompted, node, BOUNDS.prompted);
  row('build with the dashboard to its first prompt', seen.promptedInTerminal, node, BOUNDS.prompted);
  row('first page of the wizard', seen.wizard, node, BOUNDS.wizard);
  row('first page of `iteratr setup`', seen.setup, node, BOUNDS.setup);
}

function row(what: string, value: Measured, node: Measured, limit: number): void {
  const times = `${value.ms.toFixed(0)} ms / ${node.ms.toFixed(0)} ms`;
  const cpu = `CPU ${value.cpuMs.toFixed(0)} ms / ${node.cpuMs.toFixed(0)} ms`;
  ratio(`${what} over \`node -e 0\``, value.ms / node.ms, limit, `${times}, ${cpu}`);
}
