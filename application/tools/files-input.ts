// The parameter of tools that names the files that a task will touch.
import type { ToolInput, ToolParameter } from './tool.ts';
import { textList } from './tool-input.ts';

export const FILES: ToolParameter = {
  name: 'files',
  description: 'the files or directories that it will touch, such as src/list.ts,test/list',
  required: false,
  kind: 'list',
};

/** Returns the files of a call, undefined if it names none, [] for an empty list or text. Throws `InputError`. */
export function fileList(input: ToolInput): string[] | undefined {
  const given = input[FILES.name];
  if (given === undefined || given === null) return undefined;
  if (given === '') return [];
  return textList(input, FILES.name, 'files such as src/list.ts,test/list');
}
