// Bounds the part of a spec that is searched: the parser takes minutes for a text that is nested hundreds of levels deep.

/** In characters. A longer spec is searched up to here. */
const TEXT_LENGTH = 100_000;
/** Recorded texts are shorter. */
const LINE_LENGTH = 1_000;
const DEEPEST_INDENT = 40;
/** Markers of lists and quotes, one after the other. */
const NESTED = new RegExp(
  String.raw`^(?:[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?=[ \t])|>)){2}|^[ \t]{${DEEPEST_INDENT}}`,
);

/** Metadata in YAML or TOML at the beginning. The packages that parse it need one that has no licence text. */
const FRONT_MATTER = /^\uFEFF?(---|\+\+\+)[ \t]*\r?\n[\s\S]*?\n\1[ \t]*(?:\r?\n|$)/;

function withoutFrontMatter(spec: string): string {
  return spec.replace(FRONT_MATTER, (matter) => matter.replaceAll(/[^\r\n]/g, ''));
}

/** Returns the text to search, with the same line numbers. */
export function searchable(spec: string): string {
  return withoutFrontMatter(spec.slice(0, TEXT_LENGTH))
    .split(/\r\n?|\n/)
    .map((line) => (NESTED.test(line) ? '' : line.slice(0, LINE_LENGTH)))
    .join('\n');
}
