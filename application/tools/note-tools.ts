// The agent's tools for notes.
import { NOTE_TYPES, parseNoteType } from '../../domain/note/note.ts';
import { describeNote } from '../session/describe-session.ts';
import type { Tool, ToolParameter } from './tool.ts';
import { optionalText, requiredText } from './tool-input.ts';

const TYPE: ToolParameter = {
  name: 'type',
  description: `one of ${NOTE_TYPES.join(', ')}`,
  required: true,
  kind: 'text',
  values: NOTE_TYPES,
};

const noteAdd: Tool = {
  name: 'note-add',
  description:
    'Record what the next iterations must know: a learning, a tip, a decision, or what you are stuck on.',
  parameters: [
    { name: 'content', description: 'what to remember', required: true, kind: 'text', long: true },
    TYPE,
  ],
  example: '--type learning --content "The tests need a running database"',
  opensSession: true,
  async execute(input, session, actor) {
    const noteType = parseNoteType(requiredText(input, 'type'));
    const content = requiredText(input, 'content');
    const { events } = await session.execute({ type: 'AddNote', noteType, content }, actor);
    const [event] = events;
    if (event?.type !== 'NoteAdded') throw new Error('a note was not added');
    const { id, type, iteration } = event.data;
    return { text: `${id} [${type}]`, data: { id, type, iteration } };
  },
};

const noteList: Tool = {
  name: 'note-list',
  onlyReads: true,
  description: 'List the notes of all iterations, or those of one type.',
  parameters: [{ ...TYPE, required: false }],
  example: '--type decision',
  async execute(input, session) {
    const given = optionalText(input, 'type');
    const only = given === undefined ? undefined : parseNoteType(given);
    const { notes } = await session.refresh();
    const shown = [...notes.values()].filter((note) => only === undefined || note.type === only);
    const none = only === undefined ? 'no notes yet' : `no notes of type ${only}`;
    return { text: shown.map(describeNote).join('\n') || none, data: shown };
  },
};

export const NOTE_TOOLS: readonly Tool[] = [noteAdd, noteList];
