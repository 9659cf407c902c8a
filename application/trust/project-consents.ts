// Reads, gives and revokes the user's consent for one folder.
import { InputError } from '../errors.ts';
import type { Consent, ConsentStore } from '../ports/consent-store.port.ts';
import { consentTo, type ProjectRisks } from './project-trust.ts';

export interface ProjectConsentsOptions {
  /** Absolute, with links resolved. */
  readonly folder: string;
  /** Returns the corresponding folder in the main worktree if the folder is in a linked git worktree. */
  readonly mainFolder: () => string | undefined;
  /** Whether an agent runs this command. */
  readonly isAgent: boolean;
  readonly store: ConsentStore;
  readonly now: () => Date;
}

/** Every method throws what the store throws. */
export class ProjectConsents {
  constructor(private readonly options: ProjectConsentsOptions) {}

  get folder(): string {
    return this.options.folder;
  }

  /** Returns the consent for the folder. A linked worktree inherits the consent of the main worktree. */
  current(): Consent | undefined {
    const { folder, mainFolder, store } = this.options;
    const own = store.find(folder);
    if (own) return own;
    const main = mainFolder();
    return main === undefined ? undefined : store.find(main);
  }

  /** Stores the user's consent to all the risks. */
  give(risks: ProjectRisks): void {
    this.options.store.save(consentTo(risks, this.options.now()));
  }

  /** Deletes the consent. Returns whether there was one. */
  revoke(): boolean {
    return this.options.store.delete(this.options.folder);
  }

  /** Returns all consents, ordered by folder. */
  list(): readonly Consent[] {
    return this.options.store.list();
  }

  /** Throws `InputError` if an agent runs this command, because only the user can consent. */
  refuseAgent(): void {
    if (this.options.isAgent) {
      throw new InputError('only the user can trust a folder', { remedy: 'run this outside the agent' });
    }
  }
}
