// Derives the file name of a new spec from its title.

const LENGTH = 60;

/**
 * Turns `CSV-Export für Listen!` into `csv-export-fur-listen.md`, and a title without ASCII letters or digits into `spec.md`.
 */
export function specFileName(title: string): string {
  const words =
    title
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const stem = words.join('-').slice(0, LENGTH).replace(/-$/, '');
  return `${stem === '' ? 'spec' : stem}.md`;
}
