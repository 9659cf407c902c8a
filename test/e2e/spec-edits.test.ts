// The spec is edited during a run and between two: the real program notices it and tells the agent.
import { expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import type { Step } from '../support/scripted-agent/scripted-agent.ts';

it('tells the agent how the spec was edited, during a run and between two', async () => {
  const program = new Program();
  const saves = (text: string): Step => ({ write: { path: 'specs/SPEC.md', content: text } });
  program.write('specs/SPEC.md', '# Things\n\n- [ ] one\n- [ ] two\n');
  const ticks = saves('# Things\n\n- [x] one\n- [ ] two\n');
  const edits: Step = { shell: 'printf "# Things\\n\\n- [x] one\\n- [ ] three\\n" > specs/SPEC.md' };
  const scenario = { turns: [{ steps: [ticks] }, { steps: [edits] }, { steps: [] }] };
  const { commandLine, prompts } = program.agent(scenario);
  const env = { ITERATR_AGENT: commandLine, ITERATR_STALL_AFTER: '0' };
  const { stdout } = await program.run(['build', '--headless', '-i', '3'], { env });
  expect(stdout.match(/the spec was edited.*/g)).toEqual([
    'the spec was edited while the agent worked (1 line added, 1 removed)',
  ]);
  const [, second, third] = prompts();
  expect(second?.text).not.toContain('The spec was edited');
  expect(third?.text).toContain('-- [ ] two\n+- [ ] three');
  expect(third?.text).toMatch(/# Things\n\n- \[x\] one\n- \[ \] three/);

  program.write('specs/SPEC.md', '# Things\n\n- [x] one\n- [ ] four\n');
  const again = await program.build({ turns: [{ steps: [] }] }, ['-i', '1']);
  expect(again.stdout).toContain('the spec was edited by the user (1 line added, 1 removed)');
  const last = await program.build({ turns: [{ steps: [] }] }, ['-i', '1']);
  expect(last.stdout).not.toContain('the spec was edited');
}, 30_000);
