// The launcher, a process of its own: starts programs for one that is bigger, and ends when that one has ended.
import { CollectedProgram } from '../collected-program.ts';
import type { FromLauncher, ToLauncher } from './launch-message.ts';

const running = new Map<number, CollectedProgram>();

process.on('message', (message: ToLauncher) => {
  if (message.type === 'end') running.get(message.id)?.end();
  else void run(message);
});
// Programs that still run are ended on the exit.
process.on('disconnect', () => process.exit());
send({ type: 'ready' });

async function run({ id, program, args, cwd, variables, input }: ToLauncher & { type: 'start' }) {
  const env = { ...process.env, ...variables };
  const started = new CollectedProgram(program, args, { cwd, env, input, isHeldBack: false });
  running.set(id, started);
  const end = await started.ended;
  running.delete(id);
  send({ type: 'ended', id, end, stdout: started.stdout, stderr: started.stderr });
}

function send(message: FromLauncher): void {
  // Fails only if the other process has ended, which also ends this one.
  process.send?.(message, undefined, undefined, () => {});
}
