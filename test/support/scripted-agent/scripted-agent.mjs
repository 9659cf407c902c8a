// An ACP agent over stdio that plays a scenario: node scripted-agent.mjs <scenario.json>. The format is in scenario.ts.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Cancelled, play } from './steps.mjs';
import { Wire } from './wire.mjs';

const scenario = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const sessions = new Map();
const saved = {};
let turnsPlayed =
  scenario.stateFile && existsSync(scenario.stateFile) ? Number(readFileSync(scenario.stateFile, 'utf8')) : 0;

// A stubborn agent also ignores the end of its input.
if (scenario.stubborn) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 60_000);
}

const wire = new Wire(
  (message) => {
    handle(message).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(70);
    });
  },
  () => {
    if (!scenario.stubborn) process.exit(0);
  },
);

const HANDLERS = {
  initialize: async () => {
    await play(scenario.startup, outsideOfTurns());
    return {
      result: {
        protocolVersion: scenario.protocolVersion ?? 1,
        agentInfo: scenario.info ?? { name: 'Scripted', version: '1.0.0' },
        agentCapabilities: {
          mcpCapabilities: { http: scenario.mcpHttp ?? true },
          ...(scenario.closing && { sessionCapabilities: { close: {} } }),
        },
        authMethods: [{ id: 'login', name: 'Log in', description: 'Run `scripted login`' }],
      },
    };
  },
  'session/new': async ({ cwd, mcpServers }) => {
    const sessionId = `session-${sessions.size + 1}`;
    sessions.set(sessionId, { cwd, mcpServers, model: scenario.models?.current, turn: null });
    record({ opened: sessionId, cwd, mcpServers });
    await play(scenario.opening, { ...outsideOfTurns(), sessionId, cwd });
    if (scenario.openingError) return { error: { code: -32603, ...scenario.openingError } };
    return { result: { sessionId, ...offerModels(scenario.models?.current) } };
  },
  'session/set_config_option': async ({ sessionId, configId, value }) =>
    configId === 'mode' ? setMode(value) : setModel(sessionId, value),
  'session/set_mode': async ({ modeId }) => setMode(modeId),
  'session/set_model': async ({ sessionId, modelId }) => setModel(sessionId, modelId),
  'session/close': async ({ sessionId }) => {
    record({ closed: sessionId });
    if (scenario.closing === 'crashes') process.exit(3);
    if (scenario.closing === 'hangs') await new Promise(() => {});
    if (scenario.closing !== 'answers') return { error: { code: -32603, message: 'It cannot be closed' } };
    sessions.get(sessionId).closed = true;
    return { result: {} };
  },
  'session/prompt': prompt,
  'session/cancel': async ({ sessionId }) => {
    sessions.get(sessionId).turn?.abort();
  },
};

async function handle({ id, method, params }) {
  const handler = HANDLERS[method];
  const answer = handler
    ? await handler(params)
    : { error: { code: -32601, message: `No such method: ${method}` } };
  if (id !== undefined) await wire.send({ id, ...answer });
}

async function prompt({ sessionId, prompt: blocks }) {
  const session = sessions.get(sessionId);
  if (session.closed) return { error: { code: -32602, message: `Session ${sessionId} is closed` } };
  const text = blocks.map((block) => block.text).join('\n');
  const reaction = scenario.reactions?.find(({ when }) => new RegExp(when, 'is').test(text));
  const turn = reaction ?? nextTurn();
  record({ turn: turnsPlayed, session: sessionId, model: session.model, text });
  const groups = reaction ? new RegExp(reaction.when, 'is').exec(text).groups : {};
  Object.assign(saved, groups, { turn: String(turnsPlayed), prompt: text, cwd: session.cwd });
  const cancellation = new AbortController();
  session.turn = turn.deaf ? null : cancellation;
  try {
    await play(turn.steps, { wire, saved, sessionId, ...session, answered, cancelled: cancellation.signal });
    if (turn.error) return { error: { code: -32603, ...turn.error } };
    return {
      result: { stopReason: turn.stopReason ?? 'end_turn', ...(turn.usage && { usage: turn.usage }) },
    };
  } catch (error) {
    if (error instanceof Cancelled) return { result: { stopReason: 'cancelled' } };
    throw error;
  } finally {
    session.turn = null;
  }
}

/** Counts the turn before it is played, so that a turn that crashes the agent is not played again. */
function nextTurn() {
  const turn = scenario.turns?.[turnsPlayed] ?? scenario.fallback;
  turnsPlayed += 1;
  if (scenario.stateFile) writeFileSync(scenario.stateFile, String(turnsPlayed));
  return turn ?? { steps: [{ text: 'The scenario has no turn for this prompt.' }] };
}

function setModel(sessionId, model) {
  if (scenario.models?.ignores) return { result: offerModels(scenario.models.current) };
  if (!scenario.models?.available.includes(model)) {
    return { error: { code: -32602, message: `Invalid params: model not found: ${model}` } };
  }
  sessions.get(sessionId).model = model;
  return { result: offerModels(model) };
}

function setMode(mode) {
  record({ mode });
  return { result: {} };
}

/** Offers the modes beside the models, in the form the scenario names. */
function offerModes() {
  if (!scenario.modes) return [{}, []];
  const { style, current, available } = scenario.modes;
  if (style === 'modes') {
    const availableModes = available.map((id) => ({ id, name: `Mode ${id}` }));
    return [{ modes: { currentModeId: current, availableModes } }, []];
  }
  const options = available.map((value) => ({ value, name: `Mode ${value}` }));
  return [
    {},
    [{ id: 'mode', name: 'Mode', category: 'mode', type: 'select', currentValue: current, options }],
  ];
}

function offerModels(current) {
  const [modes, modeOptions] = offerModes();
  const { configOptions = [], ...models } = modelsOf(current);
  const options = [...configOptions, ...modeOptions];
  return { ...models, ...modes, ...(options.length > 0 && { configOptions: options }) };
}

function modelsOf(current) {
  if (!scenario.models) return {};
  const { style, available } = scenario.models;
  if (style === 'legacy') {
    const availableModels = available.map((modelId) => ({ modelId, name: modelId }));
    return { models: { currentModelId: current, availableModels } };
  }
  const flat = available.map((value) => ({ value, name: value }));
  const options = style === 'grouped' ? [{ group: 'all', name: 'All', options: flat }] : flat;
  const model = {
    id: 'model',
    name: 'Model',
    category: 'model',
    type: 'select',
    currentValue: current,
    options,
  };
  return { configOptions: [model] };
}

function outsideOfTurns() {
  return {
    wire,
    saved,
    sessionId: '',
    cwd: process.cwd(),
    mcpServers: [],
    cancelled: new AbortController().signal,
  };
}

function answered(entry) {
  if (scenario.answersFile) appendFileSync(scenario.answersFile, `${JSON.stringify(entry)}\n`);
}

function record(entry) {
  if (scenario.promptsFile) appendFileSync(scenario.promptsFile, `${JSON.stringify(entry)}\n`);
}
