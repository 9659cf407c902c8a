// Writes the notice with the licences of all packages in the bundle. The bundler knows exactly which ones these are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that allow distribution in a bundle when their text goes along. */
const ALLOWED =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|Unlicense|BlueOak-1\.0\.0|CC0-1\.0|MIT-0)\b/;

/**
 * Writes `file`, one section per package; `inputs` are the bundled modules, relative to the root. Throws an `Error` that names every package without a licence text, or with a licence
 * that is not known to allow it.
 */
export function writeThirdPartyNotice(file, inputs, root) {
  const packages = bundledPackages(inputs).map((path) => readPackage(root, path));
  const problems = packages.flatMap(({ name, license, text }) => [
    ...(ALLOWED.test(license) ? [] : [`${name} has the licence "${license}"`]),
    ...(text === '' ? [`${name} has no licence text`] : []),
  ]);
  if (problems.length > 0) throw new Error(`the bundle cannot be distributed: ${problems.join('; ')}`);
  const sections = packages.map(
    ({ name, version, license, text }) => `${name} ${version}\nLicence: ${license}\n\n${text.trim()}\n`,
  );
  const line = `\n${'-'.repeat(80)}\n\n`;
  writeFileSync(file, `iteratr contains these packages.\n${line}${sections.join(line)}`);
}

/** Returns the paths of the packages relative to the root, sorted; a package inside another one counts on its own. */
function bundledPackages(inputs) {
  const paths = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(paths)].sort();
}

function readPackage(root, path) {
  const directory = join(root, path);
  const { name, version, license = '' } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((entry) => /^(licen[cs]e|copying)(\.|$|-)/i.test(entry));
  const inReadme = file === undefined ? licenceInReadme(directory) : undefined;
  const text = file === undefined ? (inReadme ?? '') : readFileSync(join(directory, file), 'utf8');
  return { name, version, license: typeof license === 'string' ? license : (license.type ?? ''), text };
}

function licenceInReadme(directory) {
  const readme = join(directory, 'README.md');
  if (!existsSync(readme)) return undefined;
  return /^#+ *licen[cs]e[^\n]*\n([\s\S]+?)(?=^#|$(?![\s\S]))/im.exec(readFileSync(readme, 'utf8'))?.[1];
}
