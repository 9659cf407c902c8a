// The one place that holds styles: what each role is in every theme and colour depth, and which roles components use.
import { expect, it } from 'vitest';
import { Palette } from '../../../../adapters/tui/canvas/palette.ts';
import type { Style } from '../../../../adapters/tui/canvas/style.ts';
import { ROLES, styleCode } from '../../../../adapters/tui/canvas/style-code.ts';
import { renderBlock } from '../../../../adapters/tui/transcript/block-lines.ts';
import { BLOCKS } from '../transcript/blocks.fixture.ts';
import { drawn, START } from '../transcript/transcript.fixture.ts';
import { sample } from '../update/sample-model.ts';
import { OVERLAYS } from '../update/screens.fixture.ts';
import { frameOf, sheetOf, styledFrame } from './frame.ts';

const PLAIN = styleCode({});

/** The parameters that turn a style on; `-` when nothing has to be written. */
function parameters(palette: Palette, style: Style): string {
  const bytes = palette.change(PLAIN, styleCode(style));
  return bytes === '' ? '-' : bytes.slice(2, -1);
}

function paletteRows(palette: Palette): string {
  return ROLES.map((role) => {
    const [letters, behind] = [parameters(palette, { fg: role }), parameters(palette, { bg: role })];
    return `${role.padEnd(16)} ${letters.padEnd(18)} ${behind}`;
  }).join('\n');
}

it('roles, and the components that use them', async () => {
  const palettes = [
    ['dark', '24-bit'],
    ['light', '24-bit'],
    ['dark', '256'],
    ['light', '256'],
    ['dark', '16'],
    ['dark', 'none'],
  ] as const;
  const blocks = [
    'user, with the agent',
    'thinking, over',
    'tool, exit code',
    'edit',
    'plan',
    'hook, failed',
    'finish',
  ];
  const text = sheetOf({
    ...Object.fromEntries(
      palettes.map(([theme, colors]) => [`${theme}, ${colors}`, paletteRows(new Palette(theme, colors))]),
    ),
    ...Object.fromEntries(
      blocks.map((name) => {
        const block = BLOCKS[name];
        if (!block) throw new Error(`no block ${name}`);
        return [`block: ${name}`, drawn(renderBlock(block, 72, false, START))];
      }),
    ),
    'the dashboard with a task selected': styledFrame(frameOf(sample(60, 15).keys('tab').model)),
    'an overlay with choices': styledFrame(
      frameOf(OVERLAYS['task status']?.(sample(60, 16)).model ?? sample().model),
    ),
    'an overlay with a form': styledFrame(
      frameOf(OVERLAYS['new task']?.(sample(60, 16)).model ?? sample().model),
    ),
  });
  await expect(text).toMatchFileSnapshot('../../../golden/tui/theme.txt');
});
