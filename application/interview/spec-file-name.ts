// The file a spec is saved in, from its title.

const LENGTH = 60;

/** `CSV-Export für Listen!` becomes `csv-export-fur-listen.md`; a title without a letter or digit of ASCII becomes `spec.md`. */
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
