// Words a forecast for people: ranges of time and money, rounded to what a forecast can tell.
import type { Forecast, Range } from '../../domain/run/forecast.ts';
import { formatAmount } from './count.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Returns the forecast: `20–40 min, $1.20–3.40`. */
export function formatForecast({ workMs, costs }: Forecast): string {
  return [formatTimeRange(workMs), ...costs.filter(({ high }) => high > 0).map(formatCostRange)].join(', ');
}

/** Formats a range of milliseconds: `30–50 s`, `20–40 min`, `1.5–3 h`; `20 min` if both ends read the same. */
export function formatTimeRange({ low, high }: Range): string {
  const [unit, length] = high < MINUTE ? ['s', 1_000] : high < 2 * HOUR ? ['min', MINUTE] : ['h', HOUR];
  return `${ends(rounded(low / length), rounded(high / length))} ${unit}`;
}

function formatCostRange({ low, high, currency, estimated }: Forecast['costs'][number]): string {
  const mark = estimated ? '~' : '';
  const range = ends(low.toFixed(2), high.toFixed(2));
  if (low.toFixed(2) === high.toFixed(2)) {
    return formatAmount({ amount: high, currency, ...(estimated && { estimated }) });
  }
  return currency === 'USD' ? `${mark}$${range}` : `${mark}${range} ${currency}`;
}

/** Rounds to one decimal below 10, else to a whole number. */
function rounded(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

function ends(low: string, high: string): string {
  return low === high ? low : `${low}–${high}`;
}
