// Finds the objects inside the data of an error: providers nest their errors in lists, and as JSON in texts.
import { type Fields, fieldsOf, listOf } from '../fields.ts';

const DEEPEST = 6;
const MOST = 100;
const LONGEST_TEXT = 64 * 1024;

/** Returns the object itself and those inside it, outer ones first; bounded in number and depth. */
export function reportedPlaces(...values: readonly unknown[]): readonly Fields[] {
  const places: Fields[] = [];
  let level = values;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const objects = level.flatMap(objectsOf).slice(0, MOST - places.length);
    places.push(...objects);
    level = objects.flatMap((place) => Object.values(place));
  }
  return places;
}

function objectsOf(value: unknown): readonly Fields[] {
  if (typeof value === 'string') return objectsOf(jsonIn(value));
  if (Array.isArray(value)) return listOf(value).flatMap(objectsOf);
  return typeof value === 'object' && value !== null ? [fieldsOf(value)] : [];
}

/** Returns the JSON at the end of a text, such as `API Error: 429 {…}`; undefined if there is none. */
function jsonIn(text: string): unknown {
  if (text.length > LONGEST_TEXT) return undefined;
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  if (start === -1 || end <= start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined; // brackets of another kind
  }
}
