// The user's consents, seen from one folder.
import { InputError } from '../errors.ts';
import type { Consent, ConsentStore } from '../ports/consent-store.port.ts';
import { consentTo, type ProjectRisks } from './project-trust.ts';

export interface ProjectConsentsOptions {
  /** Absolute, with links resolved. */
  readonly folder: string;
  /** Where the folder lies in the main worktree if it is in a linked one of git. */
  readonly mainFolder: () => string | undefined;
  /** Whether an agent runs this command. */
  readonly isAgent: boolean;
  readonly store: ConsentStore;
  readonly now: () => Date;
}

/** What the store throws, these throw as well. */
export class ProjectConsents {
  constructor(private readonly options: ProjectConsentsOptions) {}

  get folder(): string {
    return this.options.folder;
  }

  /** The consent for the folder; a linked worktree inherits that of its place in the main one. */
  current(): Consent | undefined {
    const { folder, mainFolder, store } = this.options;
    const own = store.find(folder);
    if (own) return own;
    const main = mainFolder();
    return main === undefined ? undefined : store.find(main);
  }

  /** Stores the user's consent to all of it. */
  give(risks: ProjectRisks): void {
    this.options.store.save(consentTo(risks, this.options.now()));
  }

  /** Returns whether there was a consent. */
  revoke(): boolean {
    return this.options.store.delete(this.options.folder);
  }

  /** Ordered by folder. */
  list(): readonly Consent[] {
    return this.options.store.list();
  }

  /** Throws `InputError` if an agent runs this command: only the user can consent. */
  refuseAgent(): void {
    if (this.options.isAgent) {
      throw new InputError('only the user can trust a folder', { remedy: 'run this outside of the agent' });
    }
  }
}
