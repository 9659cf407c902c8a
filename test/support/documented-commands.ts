// The commands in the documentation: whole lines of `sh` blocks, and code in the text that begins with `iteratr` or `npm`.
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

/** What is joined by `&&` are commands of their own. */
function inBlock(line: string): string[] {
  const command = line.replace(/(^|\s+)#.*$/, '').trim();
  return command === '' ? [] : command.split(' && ').map((part) => part.trim());
}

/** What a command is piped into is of the shell. */
function inText(line: string): string[] {
  return [...line.matchAll(/`((?:npx )?(?:iteratr|npm|brew|apt) [^`]+)`/g)].map(([, command = '']) =>
    (command.split(/ \\?\| /)[0] ?? '').trim(),
  );
}
