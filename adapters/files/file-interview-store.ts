// Stores the current interview as a JSON file in the data directory.
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answered, Interview } from '../../application/interview/interview.ts';
import type { InterviewStore, KeptInterview } from '../../application/ports/interview-store.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { ownPath } from '../data-dir/own-path.ts';
import { replaceFile } from './replace-file.ts';

const NAME = 'interview.json';
/** In bytes; far more than a draft that somebody is to read. */
const LIMIT = 16 * 1024 * 1024;

export interface InterviewStoreOptions {
  /** Creates the data directory; called before an interview is saved. */
  readonly prepare: () => void;
  /** Removes secrets from an interview. */
  readonly hide: (interview: Interview) => Interview;
  readonly logger: Logger;
}

export class FileInterviewStore implements InterviewStore {
  readonly #file: string;
  readonly #logger: Logger;

  constructor(
    private readonly dataDir: string,
    private readonly options: InterviewStoreOptions,
  ) {
    this.#file = join(dataDir, NAME);
    this.#logger = options.logger;
  }

  async load(): Promise<KeptInterview | undefined> {
    const file = this.#file;
    try {
      const text = readOwnFile(this.dataDir, [NAME], LIMIT);
      if (text === undefined) return undefined;
      const value: unknown = JSON.parse(text);
      if (isInterview(value)) return { interview: value, time: (await stat(file)).mtime };
      this.#logger.warn('ignored a saved interview with an unknown format', { file });
    } catch (error) {
      this.#logger.warn('ignored a saved interview that cannot be read', { file, error });
    }
    return undefined;
  }

  async save(interview: Interview): Promise<void> {
    try {
      this.options.prepare();
      await replaceFile(this.#file, JSON.stringify(this.options.hide(interview)));
    } catch (error) {
      this.#logger.warn('could not save the interview', { file: this.#file, error });
    }
  }

  async delete(): Promise<void> {
    try {
      await rm(ownPath(this.dataDir, NAME), { force: true });
    } catch (error) {
      this.#logger.warn('could not delete a saved interview', { file: this.#file, error });
    }
  }
}

function isInterview(value: unknown): value is Interview {
  const { title, description, draft, answered } = (value ?? {}) as Record<string, unknown>;
  const texts = [title, description, draft].every((text) => typeof text === 'string');
  return texts && Array.isArray(answered) && answered.every(isAnswered);
}

function isAnswered(value: unknown): value is Answered {
  const { question, answers } = (value ?? {}) as Record<string, unknown>;
  const isList = Array.isArray(answers) && answers.every((answer) => typeof answer === 'string');
  return typeof question === 'string' && isList;
}
