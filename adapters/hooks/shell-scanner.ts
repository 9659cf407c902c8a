// Parses a shell command just enough to know how each marked place in it is quoted, and fills the places accordingly.
import { isNumericTest, useOf, type ValueUse } from './value-use.ts';

/**
 * How the shell reads a place: as a word or part of one, within "…", within '…', as part of a calculation, or verbatim, because
 * nothing is expanded there.
 */
export type Placement = 'word' | 'double' | 'single' | 'number' | 'verbatim';
/** `use`: what the command does with the value beyond inserting it. */
export type Fill = (index: number, placement: Placement, use: ValueUse | undefined) => string;

interface Heredoc {
  readonly delimiter: string;
  readonly expands: boolean;
  readonly indented: boolean;
}

const MARK = '\0';
const SEPARATORS = ' \t\n;&|()<>';
/** Matches the text before a command name; only in that position is `case` a keyword. */
const COMMAND_POSITION = /(?:^|[;&|\n(){}!`]|\b(?:then|do|else|elif|if|while|until))[ \t]*$/;
/** Matches words after which a command begins. */
const KEYWORD = /^\s*(?:then|do|else|elif|if|while|until|!|\{|time)\s+$/;
/** Matches the text before a calculation: an array index, or a substring's offset. */
const CALCULATED = /(?:[A-Za-z_]\w*|\d+|[@*#?$!-])(?:\[|:(?![-=?+]))/y;

/** Returns the mark for the place with this number in the text for `fillPlaces`. */
export function mark(index: number): string {
  return `${MARK}${index}${MARK}`;
}

/**
 * Returns the command with each mark replaced by the result of `fill`. In a very unusual command, the placement may be wrong, so
 * the filled-in text must be harmless in every placement.
 */
export function fillPlaces(command: string, fill: Fill): string {
  return new Scanner(command, fill).scan();
}

class Scanner {
  #position = 0;
  #output = '';
  #heredocs: Heredoc[] = [];
  /** Where the current command begins. */
  #start = 0;
  /** Where the current `[[ … ]]` that calculates ends. */
  #testEnd = 0;

  constructor(
    private readonly text: string,
    private readonly fill: Fill,
  ) {}

  scan(): string {
    this.#code('');
    return this.#output;
  }

  /** Scans commands up to `close` or the end. */
  #code(close: ')' | ''): void {
    const start = this.#start;
    this.#start = this.#position;
    this.#commands(close);
    this.#start = start;
  }

  #commands(close: ')' | ''): void {
    let cases = 0;
    let wordStarts = true;
    while (!this.#done) {
      const char = this.#char;
      if (char === close && cases === 0) return;
      const starts: boolean = wordStarts;
      wordStarts = SEPARATORS.includes(char);
      if (';&|\n'.includes(char) || (starts && KEYWORD.test(this.text.slice(this.#start, this.#position)))) {
        this.#start = this.#position + (wordStarts ? 1 : 0);
      }
      if (starts && this.#isWord('[[')) this.#test();
      if (starts && char === '#') this.#until('\n', 'word');
      else if (starts && this.#isWord('case') && this.#atCommand()) {
        cases++;
        this.#copy(4);
      } else if (starts && cases > 0 && this.#isWord('esac')) {
        cases--;
        this.#copy(4);
      } else if (char === '(') this.#parentheses('(');
      else if (char === '<' && this.#next('<<<')) this.#copy(3);
      else if (char === '<' && this.#next('<<')) this.#heredoc();
      else if (char === '\n') {
        this.#copy(1);
        this.#heredocBodies();
      } else {
        if (this.#next('\\\n')) wordStarts = starts;
        this.#quotable(false);
      }
    }
  }

  /** Scans one character, or all that it opens. `quoted`: within "…", where single quotes and spaces have no meaning. */
  #quotable(quoted: boolean, placement: Placement = quoted ? 'double' : 'word'): void {
    const char = this.#char;
    if (char === MARK) this.#place(placement);
    else if (char === '\\') this.#backslash(quoted);
    else if (char === '"') this.#double();
    else if (char === "'" && !quoted) this.#single();
    else if (char === '`') this.#backticks(quoted);
    else if (char === '$') this.#dollar(quoted);
    else this.#copy(1);
  }

  #double(): void {
    this.#copy(1);
    while (!this.#done && this.#char !== '"') this.#quotable(true);
    this.#copy(1);
  }

  #single(): void {
    this.#copy(1);
    this.#until("'", 'single');
    this.#copy(1);
  }

  /** Scans a backslash. Before a place it would escape the filled-in text, so drop it, or write it as itself within "…". */
  #backslash(quoted: boolean): void {
    if (this.text[this.#position + 1] !== MARK) this.#copy(2);
    else {
      this.#position++;
      if (quoted) this.#output += '\\\\';
    }
  }

  #dollar(quoted: boolean): void {
    const next = this.text[this.#position + 1] ?? '';
    if (next === '(') this.#parentheses('$(');
    else if (next === '{') this.#parameter(quoted);
    else if (next === MARK) {
      this.#position++;
      this.#output += '\\$';
    } else this.#copy(/[$?!#@*\d-]/.test(next) ? 2 : 1);
  }

  /** Scans `$(…)` or `(…)`; `((…))` is a calculation, unless the closing parentheses are separated. */
  #parentheses(open: '$(' | '('): void {
    this.#copy(open.length);
    const calculates = this.#next('(');
    if (calculates) {
      this.#copy(1);
      this.#calculation();
      this.#copy(1);
    }
    if (!calculates || !this.#next(')')) this.#code(')');
    this.#copy(1);
  }

  #calculation(): void {
    for (let depth = 0; !this.#done; ) {
      if (this.#char === '(') depth++;
      if (this.#char === ')' && depth-- === 0) return;
      if (this.#char === '"') this.#copy(1);
      else this.#quotable(true, 'number');
    }
  }

  /** Scans `${…}`. */
  #parameter(quoted: boolean): void {
    this.#copy(2);
    CALCULATED.lastIndex = this.#position;
    const placement = CALCULATED.test(this.text) ? 'number' : undefined;
    while (!this.#done && this.#char !== '}') this.#quotable(quoted, placement);
    this.#copy(1);
  }

  /** Scans a command in backticks, in which a backslash escapes a backslash, a dollar, a backtick, and within "…" a quote. */
  #backticks(quoted: boolean): void {
    this.#copy(1);
    const start = this.#position;
    while (!this.#done && this.#char !== '`') this.#position += this.#char === '\\' ? 2 : 1;
    const inner = this.text.slice(start, this.#position);
    const command = inner.replaceAll(quoted ? /\\([\\$`"])/g : /\\([\\$`])/g, '$1');
    const filled = new Scanner(command, this.fill).scan();
    this.#output += filled.replaceAll(quoted ? /[\\`"]/g : /[\\`]/g, '\\$&');
    this.#copy(1);
  }

  /** Scans the start of a here-document: `<<EOF`, `<<-'EOF'` … */
  #heredoc(): void {
    const indented = this.#next('<<-');
    this.#copy(indented ? 3 : 2);
    while (this.#char === ' ' || this.#char === '\t') this.#copy(1);
    const start = this.#position;
    let quote = '';
    while (!this.#done && (quote !== '' || !SEPARATORS.includes(this.#char))) {
      const char = this.#char;
      if (char === MARK) this.#place('verbatim');
      else if (char === '\\' && quote !== "'") this.#copy(2);
      else {
        if (char === quote) quote = '';
        else if (quote === '' && (char === '"' || char === "'")) quote = char;
        this.#copy(1);
      }
    }
    const word = this.text.slice(start, this.#position);
    const delimiter = word.replaceAll(/\\(.)|["']/gs, '$1');
    this.#heredocs.push({ delimiter, expands: delimiter === word, indented });
  }

  #heredocBodies(): void {
    for (const { delimiter, expands, indented } of this.#heredocs.splice(0)) {
      const end = this.#endOfBody(delimiter, indented);
      while (this.#position < end) {
        if (expands && this.#char !== '"') this.#quotable(true);
        else if (!this.#place('verbatim')) this.#copy(1);
      }
      const lineEnd = this.text.indexOf('\n', this.#position);
      this.#copy((lineEnd < 0 ? this.text.length : lineEnd + 1) - this.#position);
    }
  }

  #endOfBody(delimiter: string, indented: boolean): number {
    for (let start = this.#position; start < this.text.length; ) {
      const newline = this.text.indexOf('\n', start);
      const end = newline < 0 ? this.text.length : newline;
      const line = this.text.slice(start, end);
      if ((indented ? line.replace(/^\t+/, '') : line) === delimiter) return start;
      start = end + 1;
    }
    return this.text.length;
  }

  #until(end: string, placement: Placement): void {
    while (!this.#done && this.#char !== end) if (!this.#place(placement)) this.#copy(1);
  }

  /** Fills the place at the current position. Returns whether there was one. */
  #place(placement: Placement): boolean {
    if (this.#char !== MARK) return false;
    const end = this.text.indexOf(MARK, this.#position + 1);
    const isTested = this.#position < this.#testEnd;
    const use = isTested ? 'number' : useOf(this.text.slice(this.#start, this.#position));
    this.#output += this.fill(Number(this.text.slice(this.#position + 1, end)), placement, use);
    this.#position = end + 1;
    return true;
  }

  get #done(): boolean {
    return this.#position >= this.text.length;
  }

  get #char(): string {
    return this.text[this.#position] ?? '';
  }

  #next(text: string): boolean {
    return this.text.startsWith(text, this.#position);
  }

  /** Notes where `[[ … ]]` ends if it calculates. */
  #test(): void {
    const end = this.text.indexOf(']]', this.#position);
    const test = this.text.slice(this.#position, end < 0 ? undefined : end);
    if (isNumericTest(test.slice(2))) this.#testEnd = this.#position + test.length;
  }

  #isWord(word: string): boolean {
    const after = this.text[this.#position + word.length] ?? ' ';
    return this.#next(word) && SEPARATORS.includes(after);
  }

  #atCommand(): boolean {
    return COMMAND_POSITION.test(this.text.slice(Math.max(0, this.#position - 100), this.#position));
  }

  #copy(length: number): void {
    this.#output += this.text.slice(this.#position, this.#position + length);
    this.#position += length;
  }
}
