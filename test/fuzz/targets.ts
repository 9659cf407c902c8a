// What is fuzzed: everything that reads text which somebody else wrote. Each says what may come of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IncomingFilter } from '../../adapters/acp/incoming-filter.ts';
import { combineDialects } from '../../adapters/acp/profiles/dialect.ts';
import { OPENCODE } from '../../adapters/acp/profiles/opencode.ts';
import { SessionUpdates } from '../../adapters/acp/session-updates.ts';
import { readConfigFile } from '../../adapters/config/config-file.ts';
import { parseHooks } from '../../adapters/hooks/hooks-document.ts';
import { parseMessage } from '../../adapters/mcp/json-rpc.ts';
import { decodeBatch } from '../../adapters/nats/batch-codec.ts';
import { readRequirements } from '../../adapters/spec/read-requirements.ts';
import { parsePromptTemplate } from '../../adapters/template/liquid-prompt-template.ts';
import { AppError } from '../../domain/errors.ts';
import { Harness, SESSION, SILENT } from '../support/harness.ts';
import { readAsDataDirFiles } from './data-dir-files.ts';

export interface Target {
  readonly name: string;
  /** Good inputs, from which malformed ones are made. */
  readonly samples: readonly string[];
  /** Throws if the input is neither accepted nor refused by one clear error. */
  readonly check: (text: string) => void | Promise<void>;
}

const META =
  '"id":"e","session":"demo","version":1,"time":"2026-01-01T00:00:00.000Z","iteration":1,"actor":"agent"';
const BATCH = `{"v":1,"prev":0,"events":[{${META},"type":"NoteAdded","data":{"id":"NOT-1","type":"tip","content":"x","iteration":1}}]}`;
const CALL =
  '{"toolCallId":"c","title":"t","kind":"execute","status":"completed","rawInput":{"command":"x"},"content":[{"type":"diff","path":"/p","oldText":"a","newText":"b"}]}';

export const TARGETS: readonly Target[] = [
  {
    name: 'configuration file',
    samples: ['model: a/b\niterations: 5\nagent: "opencode" # c\n', 'limits: &x {a: [1, 2]}\nother: *x\n'],
    check: (text) => inFile(text, (path) => refuses(() => readConfigFile(path))),
  },
  {
    name: 'hooks file',
    samples: [
      'version: 1\nhooks:\n  session_start:\n    - command: "echo {{session}} $(( {{iteration}} ))"\n      timeout: 5\n',
      'version: 1\nhooks:\n  on_error:\n    - command: |\n        cat <<EOF\n        {{ error | json }}\n        EOF\n      pipe_output: true\n',
    ],
    check: (text) => refuses(() => parseHooks('hooks.yml', text)),
  },
  {
    name: 'template',
    samples: [
      '{{ spec }}\n{% if notes != "" %}{{ notes | strip }}{% else %}-{% endif %}',
      '{% for i in (1..3) %}{{ i }}{% endfor %}',
    ],
    check: (text) => refuses(() => parsePromptTemplate(text, 'template')),
  },
  {
    name: 'requirements of a spec',
    samples: [
      '# A\n\n## Requirements\n\n- [ ] a\n  - [x] b\n1. Given c\n2. Then d\n\n| R1 | e |\n|--|--|\n| R2 | f |\n',
      '{"userStories":[{"id":"US-1","title":"a","acceptanceCriteria":["b",{"text":"c"}],"passes":false}]}',
    ],
    check: (text) => refuses(() => readRequirements(text)),
  },
  {
    name: '--tasks',
    samples: [
      '[{"content":"One","priority":3},{"content":"Two","depends_on":["TAS-1"],"status":"remaining","files":["src/a.ts","b/**"]}]',
    ],
    async check(text) {
      const harness = new Harness();
      await refuses(() => harness.tool('task-batch-add', { tasks: text }));
      JSON.stringify(await harness.recorded());
    },
  },
  {
    name: 'MCP message',
    samples: [
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"task-add","arguments":{"content":"x"}}}',
      '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"n","version":"1"}}}',
    ],
    check(text) {
      const parsed = parseMessage(text);
      if ('refusal' in parsed) oneLine(parsed.refusal.error.message);
      JSON.stringify(parsed);
    },
  },
  {
    name: 'ACP output',
    samples: [
      `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"s","update":{"sessionUpdate":"tool_call",${CALL.slice(1)}}}\n`,
      '{"jsonrpc":"2.0","method":"session/update","params":{"update":{"sessionUpdate":"plan","entries":[{"content":"c","status":"pending","priority":"high"}]}}}\n',
      '{"jsonrpc":"2.0","method":"session/update","params":{"update":{"sessionUpdate":"usage_update","used":1,"size":2,"cost":{"amount":1,"currency":"USD"}}}}\n',
      '{"jsonrpc":"2.0","id":1,"result":{"stopReason":"end_turn"}}\n',
    ],
    check: readByAgentConnection,
  },
  {
    name: 'stored events',
    samples: [BATCH],
    async check(text) {
      let batch: unknown;
      await refuses(() => {
        batch = decodeBatch(SESSION, 1, new TextEncoder().encode(text));
      });
      JSON.stringify(batch);
    },
  },
  {
    name: 'files of the data directory',
    samples: [
      '{"time":"2026-01-01T00:00:00.000Z","iteration":1,"event":{"type":"text","messageId":null,"text":"x"}}',
      '{"url":"http://127.0.0.1:1","token":"t","pid":1,"host":"h","boot":"b","start":"1","session":"demo"}',
      '{"session":"demo","version":7,"catalogue":"1","state":{"tasks":[],"completed":false}}',
      '{"pid":2,"start":"1","owner":{"pid":3,"start":"2"},"host":"h","boot":"b","mark":"m"}',
    ],
    check: (text) => refuses(() => readAsDataDirFiles(text)),
  },
];

async function readByAgentConnection(text: string): Promise<void> {
  const updates = new SessionUpdates('/w', combineDialects([OPENCODE.dialect]));
  const filter = new IncomingFilter({
    logger: SILENT,
    onUpdate: (params) => {
      const { update } = (params ?? {}) as { readonly update?: unknown };
      JSON.stringify(updates.translate(update));
    },
    takePending: () => true,
    onFlood: oneLine,
    onUnusable: oneLine,
  });
  const passed = new Blob([text]).stream().pipeThrough(filter.stream());
  for await (const line of passed) JSON.parse(new TextDecoder().decode(line));
}

/** Runs `read`, which may only throw an error for people, of one line. */
async function refuses(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    oneLine(error.message);
  }
}

function oneLine(message: string): void {
  if (message === '' || message.length > 8_000 || /[\n\r]|\bat .*:\d+:\d+\)?$/.test(message)) {
    throw new Error(`not one clear line: ${JSON.stringify(message).slice(0, 300)}`);
  }
}

async function inFile(text: string, use: (path: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'iteratr-fuzz-'));
  try {
    writeFileSync(join(directory, 'iteratr.yml'), text);
    await use(join(directory, 'iteratr.yml'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
