// Generates the JSON Schemas in specs/schemas/ from the configuration schema and the hook points.
import { CONFIG_FORMATS } from '../../adapters/config/config-formats.ts';
import { CONFIG_KEYS, type ConfigKey, settingOf } from '../../adapters/config/config-schema.ts';
import { HOOK_POINTS, type HookPoint } from '../../domain/run/hook-point.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** Returns specs/schemas/iteratr.schema.json. An empty configuration file is valid. */
export function configJsonSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'iteratr.yml',
    description: 'Configuration of iteratr, for a project or a user',
    type: ['object', 'null'],
    additionalProperties: false,
    properties: Object.fromEntries(CONFIG_KEYS.map((key) => [key, keySchema(key)])),
  };
}

function keySchema(key: ConfigKey): JsonSchema {
  const { doc, allowed, format, default: standard } = settingOf(key);
  const values = typeof format === 'string' ? CONFIG_FORMATS[format]?.jsonSchema : { enum: format };
  return { description: `${doc}.\nAllowed: ${allowed}.`, default: standard, ...values };
}

const WHEN: Readonly<Record<HookPoint, string>> = {
  session_start: 'Once, before the first iteration',
  worker_start: 'Once in each new work tree of a worker',
  pre_iteration: 'Before each prompt',
  post_iteration: 'After each iteration, before its commit',
  session_end: 'Once, after the last iteration',
  on_task_complete: 'Once for every completed task',
  on_error: 'When an iteration fails',
};

/** Returns specs/schemas/hooks.schema.json. */
export function hooksJsonSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: '.iteratr.hooks.yml',
    description: 'Shell commands that iteratr runs at points of a session',
    type: 'object',
    required: ['version'],
    additionalProperties: false,
    properties: {
      version: { const: 1 },
      hooks: {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: Object.fromEntries(HOOK_POINTS.map((point) => [point, pointSchema(point)])),
      },
    },
    definitions: {
      hook: {
        type: 'object',
        required: ['command'],
        additionalProperties: false,
        properties: {
          command: {
            description:
              'Run with sh -c in the working directory. Variables such as {{session}} are replaced.',
            type: 'string',
            pattern: '\\S',
          },
          timeout: {
            description: 'Seconds after which the command and everything it started are ended.',
            type: 'number',
            exclusiveMinimum: 0,
            default: 30,
          },
          pipe_output: {
            description: 'Whether to pass the output to the agent.',
            type: 'boolean',
            default: false,
          },
        },
      },
    },
  };
}

function pointSchema(point: HookPoint): JsonSchema {
  return {
    description: `${WHEN[point]}.`,
    type: ['array', 'null'],
    items: { $ref: '#/definitions/hook' },
  };
}
