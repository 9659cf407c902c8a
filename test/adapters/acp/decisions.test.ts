// Specifies the small pure decisions: permissions, models, and how an agent's errors are told.
import { type PermissionOptionKind, RequestError } from '@zed-industries/agent-client-protocol';
import { describe, expect, it } from 'vitest';
import {
  matchingModel,
  nearestModels,
  readModelChoice,
  unknownModel,
} from '../../../adapters/acp/model-choice.ts';
import { decidePermission } from '../../../adapters/acp/permissions.ts';
import { hintsOf } from '../../../adapters/acp/profiles/hints.ts';
import { OPENCODE } from '../../../adapters/acp/profiles/opencode.ts';
import { refusal } from '../../../adapters/acp/refusals.ts';

const hints = hintsOf([OPENCODE]);

describe('a permission request', () => {
  const decide = (allow: boolean, ...kinds: PermissionOptionKind[]) =>
    decidePermission(
      allow,
      kinds.map((kind) => ({ optionId: `id-${kind}`, name: kind, kind })),
    );
  const chosen = (allowed: boolean, kind: PermissionOptionKind) => ({
    allowed,
    outcome: { outcome: 'selected', optionId: `id-${kind}` },
  });

  it('is allowed once rather than always', () => {
    expect(decide(true, 'reject_once', 'allow_always', 'allow_once')).toEqual(chosen(true, 'allow_once'));
    expect(decide(true, 'reject_once', 'allow_always')).toEqual(chosen(true, 'allow_always'));
  });

  it('is rejected once rather than always', () => {
    expect(decide(false, 'allow_once', 'reject_always', 'reject_once')).toEqual(chosen(false, 'reject_once'));
    expect(decide(false, 'allow_once', 'reject_always')).toEqual(chosen(false, 'reject_always'));
  });

  it('is cancelled, and counts as not allowed, when no option fits', () => {
    const cancelled = { allowed: false, outcome: { outcome: 'cancelled' } };
    expect(decide(true, 'reject_once')).toEqual(cancelled);
    expect(decide(false, 'allow_once')).toEqual(cancelled);
  });
});

describe('a permission request whose options have no kind', () => {
  const option = (optionId: string, name = '') => ({ optionId, name });
  const answer = (allow: boolean, ...options: readonly unknown[]) => decidePermission(allow, options);

  it.each([
    [option('yes'), option('no')],
    [option('allow'), option('deny')],
    [option('1', 'Yes, proceed'), option('2', 'No, and tell it what to do')],
    [option('proceed_once'), option('cancel')],
    [option('1', "Yes, and don't ask again"), option('2', 'Reject')],
    [option('AllowAlways'), option('DoNotAllow', 'Do not allow')],
  ])('is answered by the words of %j and %j', (allowing, rejecting) => {
    for (const options of [
      [allowing, rejecting],
      [rejecting, allowing],
    ]) {
      expect(answer(true, ...options).outcome).toMatchObject({ optionId: allowing.optionId });
      expect(answer(false, ...options).outcome).toMatchObject({ optionId: rejecting.optionId });
    }
  });

  it('is cancelled when no option says what it does', () => {
    const cancelled = { allowed: false, outcome: { outcome: 'cancelled' } };
    expect(answer(true, option('1', 'Notify'), null, {}, option('2', 'normal'))).toEqual(cancelled);
    expect(decidePermission(true, 'none')).toEqual(cancelled);
  });
});

describe('a model as the user writes it', () => {
  const choice = readModelChoice({
    models: {
      availableModels: [
        { modelId: 'opus-4', name: 'Opus' },
        { modelId: 'opus-4-fast', name: 'Fast Opus' },
        { modelId: 'sonnet-4', name: 'Sonnet (default)' },
      ],
    },
  });

  it.each([
    ['opus-4', 'opus-4'],
    ['opus', 'opus-4'],
    ['OPUS-4', 'opus-4'],
    ['fast', 'opus-4-fast'],
    ['sonnet', 'sonnet-4'],
    ['default', 'sonnet-4'],
    ['4', '4'],
    ['haiku', 'haiku'],
  ])('"%s" means %s', (wanted, id) => {
    expect(matchingModel(wanted, choice)).toBe(id);
  });
});

describe('the models an agent offers', () => {
  it('are read from the option of category model before one that only has the id', () => {
    const options = (value: string) => [{ value, name: value }];
    const choice = readModelChoice({
      configOptions: [
        { id: 'model', type: 'select', currentValue: 'x', options: options('x') },
        { id: 'llm', category: 'model', type: 'select', currentValue: 'a', options: options('a') },
      ],
    });
    expect(choice).toMatchObject({ current: 'a', available: ['a'], via: { configId: 'llm' } });
  });

  it('are read from groups', () => {
    const options = [
      { group: 'g', name: 'G', options: [{ value: 'a', name: 'A' }] },
      { group: 'h', name: 'H', options: [{ value: 'b', name: 'B' }] },
    ];
    const choice = readModelChoice({ configOptions: [{ id: 'model', currentValue: 'b', options }] });
    expect(choice.available).toEqual(['a', 'b']);
  });

  it('are read from the older list, and may not be named at all', () => {
    const models = { currentModelId: 'a', availableModels: [{ modelId: 'a', name: 'A' }] };
    expect(readModelChoice({ models })).toMatchObject({ current: 'a', available: ['a'], via: 'set-model' });
    expect(readModelChoice({})).toMatchObject({ current: null, available: [], via: null });
  });

  it('give the nearest names for one that is mistyped', () => {
    const names = ['openai/gpt-5', 'anthropic/claude-opus-4', 'anthropic/claude-sonnet-4', 'google/gemini-3'];
    expect(nearestModels('claude-sonet-4', names).slice(0, 2)).toEqual([
      'anthropic/claude-sonnet-4',
      'anthropic/claude-opus-4',
    ]);
    expect(unknownModel('claude-sonet-4', names, hints).message).toContain('"claude-sonet-4"');
    expect(unknownModel('x', [], hints).message).toContain(
      'it lists no models, so see its documentation (with opencode: provider/model, as listed by opencode models)',
    );
    expect(unknownModel('x', [], hintsOf([])).message).toMatch(/see its documentation$/);
  });
});

describe('an error of the agent', () => {
  const told = (code: number, message: string, data?: unknown, login = hints.login) => {
    const {
      message: text,
      retryable,
      code: kind,
    } = refusal(new RequestError(code, message, data), { login });
    expect(kind).toBe('AGENT.REFUSED');
    return { text, retryable };
  };

  it('is the message of the provider without the wrapping', () => {
    expect(told(-32603, 'Internal error: Rate limit reached', { errorName: 'APIError' })).toEqual({
      text: 'the agent refused: Rate limit reached',
      retryable: true,
    });
  });

  it('carries its failure, so that nobody else has to read the message', () => {
    const failureOf = (message: string, data?: unknown) =>
      refusal(new RequestError(-32603, `Internal error: ${message}`, data), hints).failure;
    expect(failureOf('Rate limit reached, try again in 2 s')).toEqual({
      cause: 'rate_limited',
      retryAfterMs: 2_000,
    });
    expect(failureOf('no luck', { statusCode: 529 })).toEqual({ cause: 'overloaded' });
    expect(failureOf('cannot read src/foo.ts:429:12')).toBeUndefined();
  });

  it('says what to do about missing credit, and is not tried again', () => {
    const error = refusal(
      new RequestError(-32603, 'Your credit balance is too low to access the API', {}),
      hints,
    );
    expect(error).toMatchObject({ retryable: false, failure: { cause: 'credit' } });
    expect(error.message).toContain('Your credit balance is too low');
    expect(error.remedy).toContain('add credit');
  });

  it('is taken from the data when the message says nothing', () => {
    expect(told(-32603, 'Internal error', { details: 'Model overloaded.' }).text).toBe(
      'the agent refused: Model overloaded',
    );
    expect(told(-32603, 'Internal error').text).toBe('the agent refused: Internal error');
  });

  it('says how to log in when it is about credentials, and that trying again is no use', () => {
    expect(told(-32000, 'Authentication required', undefined, 'Run `x login`')).toEqual({
      text: 'the agent refused: Authentication required; check the credentials (Run `x login`) and try again',
      retryable: false,
    });
    expect(told(-32603, 'Internal error: Invalid API key').text).toContain('opencode auth login');
  });
});
