// Finds the commands in the documentation: lines of `sh` blocks, and inline code that begins with a known command.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface DocumentedCommand {
  /** `README.md:12` */
  readonly place: string;
  readonly text: string;
}

const ROOT = new URL('../../', import.meta.url);

export function documentedCommands(): readonly DocumentedCommand[] {
  const specs = readdirSync(new URL('specs', ROOT)).filter((name) => name.endsWith('.md'));
  const files = ['README.md', 'CONTRIBUTING.md', ...specs.map((name) => `specs/${name}`)];
  return files.flatMap((file) => commandsOf(file, readFileSync(fileURLToPath(new URL(file, ROOT)), 'utf8')));
}

function commandsOf(file: string, text: string): DocumentedCommand[] {
  let fence: string | undefined;
  return text.split('\n').flatMap((line, index) => {
    const place = `${file}:${index + 1}`;
    const mark = /^```(\w*)/.exec(line);
    if (mark) {
      fence = fence === undefined ? mark[1] : undefined;
      return [];
    }
    if (fence !== undefined && fence !== 'sh') return [];
    const found = fence === 'sh' ? inBlock(line) : inText(line);
    return found.map((command) => ({ place, text: command }));
  });
}

/** Returns the commands of a line in a block; `&&` separates commands. */
function inBlock(line: string): string[] {
  const command = line.replace(/(^|\s+)#.*$/, '').trim();
  return command === '' ? [] : command.split(' && ').map((part) => part.trim());
}

/** Returns the commands in a line of text, without what they are piped into. */
function inText(line: string): string[] {
  return [...line.matchAll(/`((?:npx )?(?:iteratr|npm|brew|apt) [^`]+)`/g)].map(([, command = '']) =>
    (command.split(/ \\?\| /)[0] ?? '').trim(),
  );
}
