// The command line of `iteratr replay`.
import { expect, it } from 'vitest';
import type { OptionValues } from '../../../../../adapters/cli/command.ts';
import {
  type ReplayRequest,
  replayCommand,
} from '../../../../../adapters/cli/commands/replay/replay.command.ts';

async function requestOf(options: OptionValues): Promise<ReplayRequest> {
  let found: ReplayRequest | undefined;
  const command = replayCommand(async (request) => {
    found = request;
    return 0;
  });
  await command.run({ options, positionals: ['parser'] });
  return found as ReplayRequest;
}

it('plays at ten times the speed from the beginning, unless it is told otherwise', async () => {
  expect(await requestOf({})).toMatchObject({
    session: 'parser',
    speed: 10,
    from: undefined,
    cast: undefined,
  });
  expect(await requestOf({ speed: '0.5', from: '3' })).toMatchObject({ speed: 0.5, from: 3 });
});

it('takes the size of the recording, or leaves it to the terminal', async () => {
  expect((await requestOf({ cast: 'a.cast' })).cast).toEqual({
    path: 'a.cast',
    size: undefined,
    force: false,
  });
  expect((await requestOf({ cast: 'a.cast', size: '80x24', force: true })).cast).toEqual({
    ...{ path: 'a.cast', size: { columns: 80, rows: 24 }, force: true },
  });
});

it.each([
  [{ speed: '0' }, '--speed "0" is not a speed', /0\.1 to 1000/],
  [{ speed: 'fast' }, '--speed "fast" is not a speed', /0\.1 to 1000/],
  [{ from: '0' }, '--from "0" is not an iteration', /from 1/],
  [{ from: '1.5' }, '--from "1.5" is not an iteration', /from 1/],
  [{ cast: 'a', size: '80' }, '--size "80" is not a size', /120x35/],
  [{ cast: 'a', size: '10x5' }, '--size "10x5" is not a size', /40x10 to 500x200/],
  [{ size: '80x24' }, '--size needs --cast', /--cast/],
  [{ force: true }, '--force needs --cast', /--cast/],
])('refuses %j', async (options, problem, remedy) => {
  await expect(requestOf(options)).rejects.toMatchObject({
    problem: expect.stringContaining(problem),
    remedy: expect.stringMatching(remedy),
  });
});
