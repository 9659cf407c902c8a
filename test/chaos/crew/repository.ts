// A repository that is looked at at the end of a chaos run: a work tree, or a bare one.
import { execFileSync } from 'node:child_process';

export class Repository {
  /** `env`: of a program that may use it. */
  constructor(
    readonly directory: string,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.directory, env: this.env, encoding: 'utf8' });
  }

  /** Returns the files of a commit, as a tar archive. */
  archive(commit: string): Buffer {
    return execFileSync('git', ['archive', commit], { cwd: this.directory, env: this.env });
  }
}
