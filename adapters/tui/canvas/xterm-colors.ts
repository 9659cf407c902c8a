// Finds the nearest of the 256 standard terminal colours.

/** Red, green, blue, from 0 to 255. */
export type Rgb = readonly [number, number, number];

const LEVELS = [0, 95, 135, 175, 215, 255] as const;

/** Returns a colour of the cube or a grey, never one of the first 16, which the user's terminal defines. */
export function nearest256(color: Rgb): number {
  const [r, g, b] = color.map(nearestLevel) as [number, number, number];
  const cube: Rgb = [LEVELS[r] ?? 0, LEVELS[g] ?? 0, LEVELS[b] ?? 0];
  const average = (color[0] + color[1] + color[2]) / 3;
  const grey = Math.min(23, Math.max(0, Math.round((average - 8) / 10)));
  const shade = 8 + 10 * grey;
  return distance(color, [shade, shade, shade]) < distance(color, cube)
    ? 232 + grey
    : 16 + 36 * r + 6 * g + b;
}

function nearestLevel(value: number): number {
  const distances = LEVELS.map((level) => Math.abs(level - value));
  return distances.indexOf(Math.min(...distances));
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}
