// The picture in the README is made from a golden frame: `npm test -- -u` makes it anew when the frame changes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { pictureOf } from '../support/frame-picture.ts';

it('shows what the dashboard draws', async () => {
  const golden = readFileSync(new URL('./tui/screens/showcase.120x35.txt', import.meta.url), 'utf8');
  const picture = fileURLToPath(new URL('../../specs/dashboard.svg', import.meta.url));
  await expect(pictureOf(golden, 'The dashboard of iteratr', 'dark')).toMatchFileSnapshot(picture);
});
