// Prompt templates that the user looks at and changes before a build.

/** A path is absolute; null stands for the built-in template. */
export interface TemplateFiles {
  /** Throws `TEMPLATE.UNREADABLE`. */
  read(path: string | null): Promise<string>;
  /** Throws `TEMPLATE.BROKEN` for a text that is no template; `path` names it in the message. */
  check(text: string, path: string | null): Promise<void>;
  /** Replaces the file as a whole. Throws what the file system does. */
  write(path: string, text: string): Promise<void>;
}
