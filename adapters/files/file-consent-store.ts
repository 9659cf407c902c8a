// Stores consents in the user's state directory, as one JSON file per folder that only the user can read.
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Consent, ConsentStore } from '../../application/ports/consent-store.port.ts';
import { AppError } from '../../domain/errors.ts';
import { readPlainFile } from '../data-dir/given-file.ts';

/** Enough for a hooks file of several thousand lines. */
const MAX_BYTES = 1024 * 1024;

/** Returns `$XDG_STATE_HOME/iteratr`, or `~/.local/state/iteratr` if the variable is not set to an absolute path. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const xdg = env.XDG_STATE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'iteratr');
}

export class FileConsentStore implements ConsentStore {
  readonly #directory: string;

  /** Creates nothing before the first consent is stored. */
  constructor(stateDir: string) {
    this.#directory = join(stateDir, 'trust');
  }

  find(folder: string): Consent | undefined {
    const found = this.#read(this.#file(folder));
    return found?.folder === folder ? found : undefined;
  }

  save(consent: Consent): void {
    const file = this.#file(consent.folder);
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      this.#requireOwn(this.#directory);
      writeFileSync(temporary, `${JSON.stringify(consent, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw this.#problem('cannot be written', error);
    }
  }

  delete(folder: string): boolean {
    if (this.find(folder) === undefined) return false;
    try {
      rmSync(this.#file(folder));
      return true;
    } catch (error) {
      throw this.#problem('cannot be changed', error);
    }
  }

  list(): readonly Consent[] {
    return this.#names()
      .flatMap((name) => this.#read(join(this.#directory, name)) ?? [])
      .sort((a, b) => (a.folder < b.folder ? -1 : 1));
  }

  #names(): string[] {
    try {
      return readdirSync(this.#directory).filter((name) => /^[0-9a-f]{64}\.json$/.test(name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw this.#problem('cannot be read', error);
    }
  }

  #file(folder: string): string {
    return join(this.#directory, `${createHash('sha256').update(folder).digest('hex')}.json`);
  }

  /** Returns undefined for a missing file and for one without a valid consent; then the user is asked again. */
  #read(file: string): Consent | undefined {
    try {
      const { size } = lstatSync(file);
      this.#requireOwn(this.#directory);
      this.#requireOwn(file);
      const value: unknown =
        size > MAX_BYTES ? undefined : JSON.parse(readPlainFile(file, { bytes: MAX_BYTES }).toString('utf8'));
      return isConsent(value) ? value : undefined;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw this.#problem('cannot be read', error);
    }
  }

  /** Throws if another user can write to `path`, because then they could give consent for the user. */
  #requireOwn(path: string): void {
    const { uid, mode } = lstatSync(path);
    const me = process.getuid?.();
    if (me !== undefined && uid !== me) throw new Error(`${path} belongs to another user`);
    if ((mode & 0o022) !== 0) {
      throw new AdapterError('CONSENT', `${path} can be written by other users`, {
        remedy: 'run chmod go-w on it',
      });
    }
  }

  #problem(what: string, cause: unknown): AdapterError {
    const { problem, remedy } =
      cause instanceof AppError
        ? cause
        : { problem: cause instanceof Error ? cause.message : String(cause), remedy: undefined };
    return new AdapterError('CONSENT', `consents in ${this.#directory} ${what}: ${problem}`, {
      cause,
      ...(remedy !== undefined && { remedy }),
    });
  }
}

function isConsent(value: unknown): value is Consent {
  const { folder, given, settings, hooks } = (value ?? {}) as Record<string, unknown>;
  const isText = typeof folder === 'string' && typeof given === 'string';
  return (
    isText && Array.isArray(settings) && settings.every(isSetting) && (hooks === null || areHooks(hooks))
  );
}

function isSetting(value: unknown): boolean {
  const { key, shown, digest } = (value ?? {}) as Record<string, unknown>;
  return [key, shown, digest].every((text) => typeof text === 'string');
}

function areHooks(value: unknown): boolean {
  const { digest, lines } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof digest === 'string' && Array.isArray(lines) && lines.every((line) => typeof line === 'string')
  );
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
