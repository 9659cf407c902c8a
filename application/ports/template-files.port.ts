// Reads, checks and writes the prompt templates that the user can edit before a build.

/** Paths are absolute; null means the built-in template. */
export interface TemplateFiles {
  /** Returns the text of a template. Throws `TEMPLATE.UNREADABLE`. */
  read(path: string | null): Promise<string>;
  /** Throws `TEMPLATE.BROKEN` if the text is not a valid template. The message names `path`. */
  check(text: string, path: string | null): Promise<void>;
  /** Replaces the whole file. Throws the errors of the file system. */
  write(path: string, text: string): Promise<void>;
}
