// The dashboard without a terminal: folds messages into its model and returns the bytes of its frames.
import type { Theme } from '../canvas/theme.ts';
import type { AppMessage, AppModel, Surroundings } from '../model/app-model.ts';
import type { UiAction } from '../model/ui-action.ts';
import { Screen } from '../screen/screen.ts';
import { update } from '../update/update.ts';
import { drawDashboard } from '../views/dashboard.view.ts';

export class Film {
  #model: AppModel;
  #bytes = '';
  readonly #screen: Screen<UiAction>;

  constructor(model: AppModel, theme: Theme) {
    this.#model = model;
    const write = (bytes: string): boolean => {
      this.#bytes = bytes;
      return true;
    };
    this.#screen = new Screen({ size: model.size, colors: '24-bit', write }, theme);
  }

  send(message: AppMessage): void {
    [this.#model] = update(this.#model, message);
  }

  surround(surroundings: Surroundings): void {
    const { filesChanged, replay } = this.#model.surroundings;
    if (surroundings.filesChanged === filesChanged && surroundings.replay?.phase === replay?.phase) return;
    this.send({ type: 'surroundings', surroundings });
  }

  /** Returns the bytes that turn the last frame into the one of now, '' if they are equal. */
  frame(): string {
    this.#bytes = '';
    this.#screen.draw(
      (canvas) => drawDashboard(canvas, this.#model),
      () => undefined,
    );
    return this.#bytes;
  }
}
