// `iteratr config`: every value and where it comes from.
import type { CliOutput } from '../../adapters/cli/cli.ts';
import { describeOrigin } from '../../adapters/config/config-origin.ts';
import { CONFIG_KEYS, propertyOf } from '../../adapters/config/config-schema.ts';
import { displayValue } from '../../adapters/config/display-value.ts';
import type { Environment } from '../environment.ts';
import { loadTrusted, type SettingsFlags, tellIgnored } from './load-settings.ts';

export async function showConfig(
  json: boolean,
  flags: SettingsFlags,
  environment: Environment,
  { out }: CliOutput,
): Promise<number> {
  const { config, origins, untrusted } = loadTrusted(flags, environment);
  const all = untrusted.map(({ key }) => key);
  tellIgnored(untrusted, all, environment);
  const rows = CONFIG_KEYS.map((key) => {
    const property = propertyOf(key);
    return { key, value: displayValue(key, config[property]), origin: origins[property] };
  });
  if (json) {
    out(
      `${JSON.stringify(Object.fromEntries(rows.map(({ key, value, origin }) => [key, { value, origin }])))}\n`,
    );
    return 0;
  }
  const values = rows.map(({ value }) => (value === '' ? '""' : String(value)));
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.max(...values.map((value) => value.length));
  for (const [index, { key, origin }] of rows.entries()) {
    out(`${key.padEnd(keyWidth)}  ${values[index]?.padEnd(valueWidth)}  ${describeOrigin(origin)}\n`);
  }
  return 0;
}
