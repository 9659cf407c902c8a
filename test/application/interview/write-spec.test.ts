// Specifies the interview: who speaks when, what the agent is told, what is kept, and how failures and leaving end it.
import { describe, expect, it } from 'vitest';
import { AdapterError, ApplicationError } from '../../../application/errors.ts';
import type { Interview, Question } from '../../../application/interview/interview.ts';
import { InterviewTools } from '../../../application/interview/interview-tools.ts';
import { WriteSpec } from '../../../application/interview/write-spec.ts';
import type { Interviewee, Review } from '../../../application/ports/interviewee.port.ts';
import { FakeClock } from '../../support/harness.ts';
import { type Turn, TurnAgent } from '../../support/scripted-turns.ts';
import { waitFor } from '../../support/wait-for.ts';

const IDEA: Interview = { title: 'Export', description: 'Export lists as CSV.', answered: [], draft: '' };
const DATABASE = { question: 'Which database?', kind: 'single', options: ['SQLite', 'Postgres'] };

class ScriptedPerson implements Interviewee {
  readonly asked: { readonly questions: readonly Question[]; readonly said: string }[] = [];
  readonly problems: string[] = [];
  told = '';

  constructor(
    private readonly answers: string[][][],
    private readonly reviews: Review[],
  ) {}

  watch<Value>(_: string, work: (signal: AbortSignal, tell: (text: string) => void) => Promise<Value>) {
    return work(new AbortController().signal, (text) => {
      this.told += text;
    });
  }

  async answer(questions: readonly Question[], said: string) {
    this.asked.push({ questions, said });
    return this.answers.shift() ?? leave();
  }

  async review(): Promise<Review> {
    return this.reviews.shift() ?? leave();
  }

  async tryAgain(problem: string): Promise<void> {
    this.problems.push(problem);
    if (this.problems.length > 1) leave();
  }
}

function leave(): never {
  throw new ApplicationError('CANCELLED', 'left');
}

function interviewWith(turns: Turn[], answers: string[][][], reviews: Review[], interview = IDEA) {
  const tools = new InterviewTools();
  const agent = new TurnAgent(turns, (tool, input) =>
    tools.run({ tool, session: 'interview', input, actor: 'agent' }),
  );
  const person = new ScriptedPerson(answers, reviews);
  const kept: Interview[] = [];
  const store = {
    load: async () => undefined,
    save: async (saved: Interview) => void kept.push(saved),
    delete: async () => undefined,
  };
  const clock = new FakeClock();
  const request = { interview, cwd: '/work', model: 'a/b', idleTimeoutMs: 600_000, mcpServers: () => [] };
  const spec = new WriteSpec({ agent, interviewee: person, store, tools, clock }).execute(request);
  return { spec, agent, person, kept, clock };
}

const ask: Turn = async ({ tool, say }) => {
  say('I have looked around.');
  await tool('ask-user', { questions: [DATABASE] });
};
const submit =
  (content: string): Turn =>
  async ({ tool }) => {
    await tool('submit-spec', { content });
  };
const accept = (draft: string): Review => ({ type: 'accepted', draft });

describe('an interview', () => {
  it('asks, drafts, changes, and ends with what the user accepted', async () => {
    const changes: Review = { type: 'changes', draft: '# One', wanted: 'add a limit' };
    const { spec, agent, person, kept } = interviewWith(
      [ask, submit('# One'), submit('# Two')],
      [[['Postgres']]],
      [changes, accept('# Two, by hand')],
    );
    expect(await spec).toBe('# Two, by hand');
    expect(agent.prompts[0]?.[0]).toContain('Export lists as CSV.');
    expect(agent.prompts[1]?.[0]).toMatch(/Which database\?\n {2}Postgres/);
    expect(agent.prompts[2]?.[0]).toMatch(/add a limit[\s\S]*# One/);
    expect(person.asked[0]?.said).toBe('I have looked around.');
    expect(person.told).toContain('I have looked around.');
    expect(agent).toMatchObject({ contexts: 1, stops: 1, open: 0 });
    const answered = [{ question: 'Which database?', answers: ['Postgres'] }];
    expect(kept.map(({ draft }) => draft)).toEqual(['', '', '# One', '# Two', '# Two, by hand']);
    expect(kept.at(-1)).toEqual({ ...IDEA, answered, draft: '# Two, by hand' });
  });

  it('says so where the user gave no answer', async () => {
    const { spec, agent } = interviewWith([ask, submit('# One')], [[[]]], [accept('# One')]);
    await spec;
    expect(agent.prompts[1]?.[0]).toContain('(no answer: decide yourself)');
  });

  it('takes what an agent says without a tool for a question', async () => {
    const turns: Turn[] = [({ say }) => void say('How large may it be?'), submit('# One')];
    const { spec, agent, person } = interviewWith(turns, [[['10 MB']]], [accept('# One')]);
    await spec;
    expect(person.asked).toEqual([
      { questions: [{ text: 'How large may it be?', kind: 'text', options: [] }], said: '' },
    ]);
    expect(agent.prompts[1]?.[0]).toMatch(/How large may it be\?\n {2}10 MB/);
  });

  it('goes on with a fresh agent, which knows what was said, after a failure', async () => {
    const crash: Turn = () => {
      throw new AdapterError('AGENT.EXITED', 'The agent died.', { retryable: true });
    };
    const { spec, agent, person } = interviewWith(
      [ask, crash, submit('# One')],
      [[['SQLite']]],
      [accept('# One')],
    );
    expect(await spec).toBe('# One');
    expect(person.problems).toEqual(['The agent died.']);
    expect(agent).toMatchObject({ contexts: 2, mostOpen: 1, open: 0 });
    expect(agent.prompts[2]?.[0]).toMatch(/Export lists as CSV[\s\S]*Which database\?\n {2}SQLite/);
  });

  it('does not wait for ever for an agent that sends nothing', async () => {
    const hang: Turn = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve('cancelled')));
    const { spec, agent, person, clock } = interviewWith([hang, submit('# One')], [], [accept('# One')]);
    await waitFor('the turn', () => agent.prompts.length === 1);
    clock.elapse(610_000);
    expect(await spec).toBe('# One');
    expect(person.problems).toEqual([expect.stringMatching(/^the agent hung: it sent nothing for 600 s/)]);
  });

  it('goes on where another one was left', async () => {
    const answered = [{ question: 'Which database?', answers: ['SQLite'] }];
    const left = { ...IDEA, answered, draft: '# Half' };
    const { spec, agent } = interviewWith([submit('# One')], [], [accept('# One')], left);
    await spec;
    expect(agent.prompts[0]?.[0]).toMatch(/Which database\?\n {2}SQLite[\s\S]*# Half/);
  });

  it('ends when the user leaves, keeps what was said, and stops the agent', async () => {
    const { spec, agent, kept } = interviewWith([ask, ask], [[['SQLite']]], []);
    await expect(spec).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(kept.at(-1)?.answered).toHaveLength(1);
    expect(agent.stops).toBeGreaterThan(0);
  });
});
