// Specifies the features of scenarios that the tests of the ACP adapter do not use.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  agentFixture,
  cleanUp,
  collect,
  never,
  temporaryDirectory,
  textOf,
} from '../../adapters/acp/acp-agent.fixture.ts';
import { startTinyMcpServer } from '../model-server/tiny-mcp-server.ts';
import type { Step } from './scripted-agent.ts';

afterEach(cleanUp);

it('calls the tools of an MCP server over HTTP and uses their results', async () => {
  const mcp = await startTinyMcpServer('secret', 'task-next', 'next: TAS-3 (priority 2)');
  try {
    const steps: Step[] = [
      { mcp: { server: 'iteratr', tool: 'task-next' }, save: { name: 'task', match: 'TAS-\\d+' } },
      { text: 'Work on {{task}}.', ifSet: 'task' },
      { text: 'Nothing to do.', ifUnset: 'task' },
      { shell: 'printf %s {{task}} > worked' },
    ];
    const { open, cwd } = agentFixture({ turns: [{ steps }] });
    const context = await open({
      mcpServers: [{ type: 'http', name: 'iteratr', url: mcp.url, token: 'secret' }],
    });
    const events = await collect(context.prompt(['go'], never));
    expect(textOf(events)).toBe('Work on TAS-3.');
    expect(readFileSync(join(cwd, 'worked'), 'utf8')).toBe('TAS-3');
    expect(mcp.calls()).toBe(1);
  } finally {
    await mcp.close();
  }
});

it('calls them over stdio as well', async () => {
  const server = `
    const { createInterface } = require('node:readline');
    const say = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params } = JSON.parse(line);
      if (method === 'initialize') say(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} },
        serverInfo: { name: 'x', version: '1' } });
      if (method === 'tools/call') say(id, { content: [{ type: 'text', text: params.name + ' ' + process.env.KEY }] });
    });`;
  const steps: Step[] = [
    { mcp: { server: 'local', tool: 'echo' }, save: { name: 'got' } },
    { text: '{{got}}' },
  ];
  const { open } = agentFixture({ turns: [{ steps }] });
  const context = await open({
    mcpServers: [
      {
        type: 'stdio',
        name: 'local',
        command: process.execPath,
        args: ['-e', server],
        env: { KEY: 'value' },
      },
    ],
  });
  expect(textOf(await collect(context.prompt(['go'], never)))).toBe('echo value');
});

it('reacts to prompts that match, without counting them as turns', async () => {
  const { open, script } = agentFixture({
    turns: [{ steps: [{ text: 'turn {{turn}}' }] }, { steps: [{ text: 'turn {{turn}}' }] }],
    reactions: [{ when: 'please (?<what>\\w+)', steps: [{ text: 'I {{what}}.' }] }],
    fallback: { steps: [{ text: 'no more' }] },
  });
  const context = await open();
  const said: string[] = [];
  for (const prompt of ['one', 'Please wait', 'two', 'three']) {
    said.push(textOf(await collect(context.prompt([prompt], never))));
  }
  expect(said).toEqual(['turn 1', 'I wait.', 'turn 2', 'no more']);
  expect(script.prompts().map(({ turn }) => turn)).toEqual([1, 1, 2, 3]);
});

it('continues with the next turn after a crash if it keeps its state', async () => {
  const stateFile = join(temporaryDirectory(), 'state');
  const { open } = agentFixture({
    stateFile,
    turns: [{ steps: [{ crash: {} }] }, { steps: [{ text: 'two' }] }],
  });
  await expect(collect((await open()).prompt(['1'], never))).rejects.toMatchObject({ code: 'AGENT.EXITED' });
  expect(textOf(await collect((await open()).prompt(['2'], never)))).toBe('two');
});
