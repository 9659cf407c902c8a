// Specifies when an agent is asked for its models: once, while the user is on another page, and again after a failure.
import { expect, it } from 'vitest';
import { OfferedModels } from '../../../../adapters/cli/pages/model.page.ts';
import type { AgentCatalog, AgentOffer } from '../../../../application/ports/agent-catalog.port.ts';

const INFO = { name: 'a', version: '1' } as unknown as AgentOffer['info'];
const never = new AbortController().signal;

function catalog(...answers: (() => Promise<AgentOffer>)[]) {
  const asked: AbortSignal[] = [];
  const offer: AgentCatalog['offer'] = (signal) => {
    asked.push(signal);
    return (answers[asked.length - 1] ?? answers.at(-1))?.() ?? Promise.reject(new Error('no answer'));
  };
  return { asked, models: new OfferedModels(() => ({ offer })) };
}

const offers =
  (...models: string[]) =>
  async () => ({ info: INFO, models });
const fails = () => Promise.reject(new Error('no login'));

async function optionsFor(models: OfferedModels, signal = never): Promise<unknown> {
  const options = models.optionsOf('opencode');
  return typeof options === 'function' ? options(signal) : options;
}

const ONE = [{ value: 'a/b', label: 'a/b' }];

it('is asked once, however often it is expected and its page is opened', async () => {
  const { asked, models } = catalog(offers('a/b'));
  models.expect('opencode');
  models.expect('opencode');
  expect([await optionsFor(models), await optionsFor(models)]).toEqual([ONE, ONE]);
  expect(Array.isArray(models.optionsOf('opencode'))).toBe(true);
  expect(asked).toHaveLength(1);
});

it('is asked again by its page after a failure, which only the page tells', async () => {
  const { asked, models } = catalog(fails, fails, offers('a/b'));
  models.expect('opencode');
  await new Promise(setImmediate);
  models.expect('opencode');
  await expect(optionsFor(models)).rejects.toThrow('no login');
  expect(await optionsFor(models)).toEqual(ONE);
  expect(asked).toHaveLength(3);
});

it('is still asked when the user leaves the page, for when they come back', async () => {
  let answer: (offer: AgentOffer) => void = () => undefined;
  const { asked, models } = catalog(() => new Promise((resolve) => (answer = resolve)));
  const leaving = new AbortController();
  const left = optionsFor(models, leaving.signal);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
  const back = optionsFor(models);
  answer({ info: INFO, models: ['a/b'] });
  expect(await back).toEqual(ONE);
  expect(asked).toHaveLength(1);
});

it('is ended when nobody needs the answer any more', async () => {
  let hasEnded = false;
  const { asked, models } = catalog(
    () =>
      new Promise((_, reject) =>
        asked[0]?.addEventListener('abort', () => {
          hasEnded = true;
          reject(new Error('aborted'));
        }),
      ),
  );
  models.expect('opencode');
  await models.close();
  expect(hasEnded).toBe(true);
});
