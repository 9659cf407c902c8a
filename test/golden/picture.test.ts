// The picture in the README is what the views draw: `npm test -- -u` makes it again when that changes.
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { showcase } from '../adapters/tui/update/showcase-model.ts';
import { frameOf, styledFrame } from '../adapters/tui/views/frame.ts';
import { pictureOf } from '../support/frame-picture.ts';

it('shows what the dashboard draws', async () => {
  const frame = styledFrame(frameOf(showcase(120, 35).model));
  const picture = fileURLToPath(new URL('../../specs/dashboard.svg', import.meta.url));
  await expect(pictureOf(frame, 'The dashboard of iteratr', 'dark')).toMatchFileSnapshot(picture);
});
