// Consents as one JSON file a folder, below the user's state directory and readable by them alone.
import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Consent, ConsentStore } from '../../application/ports/consent-store.port.ts';

/** A hooks file of some thousand lines fits. */
const MAX_BYTES = 1024 * 1024;

/** `$XDG_STATE_HOME/iteratr`, else `~/.local/state/iteratr`. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const xdg = env.XDG_STATE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'iteratr');
}

export class FileConsentStore implements ConsentStore {
  readonly #directory: string;

  /** Nothing is made before the first consent is stored. */
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

  /** undefined for a file that is not there, and for one that holds no consent: the question is asked again then. */
  #read(file: string): Consent | undefined {
    try {
      const { size } = lstatSync(file);
      this.#requireOwn(this.#directory);
      this.#requireOwn(file);
      const value: unknown = size > MAX_BYTES ? undefined : JSON.parse(readFileSync(file, 'utf8'));
      return isConsent(value) ? value : undefined;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw this.#problem('cannot be read', error);
    }
  }

  /** Anybody else who could write there could consent for the user. */
  #requireOwn(path: string): void {
    const { uid, mode } = lstatSync(path);
    const me = process.getuid?.();
    if (me !== undefined && uid !== me) throw new Error(`${path} belongs to another user`);
    if ((mode & 0o022) !== 0) throw new Error(`${path} can be written by other users: run chmod go-w on it`);
  }

  #problem(what: string, cause: unknown): AdapterError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new AdapterError('CONSENT', `consents in ${this.#directory} ${what}: ${reason}`, { cause });
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
