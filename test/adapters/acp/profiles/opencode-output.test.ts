// Specifies what a person reads of opencode's results. The texts are those of opencode 1.18.33.
import { expect, it } from 'vitest';
import { plainOutput } from '../../../../adapters/acp/profiles/opencode-output.ts';

it.each([
  [
    'the report of a subagent',
    '<task id="ses_1" state="completed">\n<task_result>\nfound 3\n\nin a.ts\n</task_result>\n</task>',
    'found 3\n\nin a.ts',
  ],
  [
    'the error of a subagent, with a summary',
    '<task id="ses_1" state="error">\n<summary>looked</summary>\n<task_error>\nno access\n</task_error>\n</task>',
    'no access',
  ],
  [
    'a file',
    '<path>/w/e.txt</path>\n<type>file</type>\n<content>\n1: one\n2: <b>\n\n(End of file - total 2 lines)\n</content>',
    '1: one\n2: <b>\n\n(End of file - total 2 lines)',
  ],
  [
    'a folder, with a reminder for the model',
    '<path>/w</path>\n<type>directory</type>\n<entries>\na.ts\nb/\n</entries>\n\n<system-reminder>\nRead AGENTS.md\n</system-reminder>',
    'a.ts\nb/',
  ],
  [
    'a skill, without the list of its files',
    '<skill_content name="x">\n# Skill: x\n\ntext\n\n<skill_files>\n<file>/a</file>\n</skill_files>\n</skill_content>',
    '# Skill: x\n\ntext',
  ],
  [
    'a command that took too long',
    'so far\n\n<shell_metadata>\nthe command was ended after 120000 ms\n</shell_metadata>',
    'so far\nthe command was ended after 120000 ms',
  ],
  [
    'an edit with errors',
    'Edit applied.\n\nErrors:\n<diagnostics file="/w/a.ts">\nERROR [1:2] no\n</diagnostics>',
    'Edit applied.\n\nErrors:\nERROR [1:2] no',
  ],
])('%s', (_, text, shown) => {
  expect(plainOutput(text)).toBe(shown);
});

it.each(['plain', '<task_result>\nin a file\n</task_result>\nthat goes on', '<svg>\n</svg>', ''])(
  'leaves other text as it is: %j',
  (text) => {
    expect(plainOutput(text)).toBe(text);
  },
);
