// Opens the dashboard of a build before most of the program is loaded, so that the user sees something at once.
import { holdSignals } from '../adapters/cli/interruption.ts';
import type { Dashboard, DashboardOptions } from '../application/ports/dashboard.port.ts';
import { openScreen, type ScreenSurroundings } from './open-screen.ts';

type EarlyOptions = Pick<DashboardOptions, 'name' | 'theme' | 'attention'>;

/**
 * A dashboard that shows a session that is not open yet. What the user does, and signals, wait until the build takes it. The caller
 * closes it if nothing takes it.
 */
export class EarlyScreen {
  #dashboard: Dashboard | undefined;
  #taken: DashboardOptions | undefined;
  #resolveTaken: (options: DashboardOptions) => void = () => undefined;
  readonly #later = new Promise<DashboardOptions>((resolve) => {
    this.#resolveTaken = resolve;
  });
  readonly #releaseSignals = holdSignals();

  private constructor(private readonly options: EarlyOptions) {}

  /** Takes over the screen. Resolves when the first frame is drawn. */
  static async open(options: EarlyOptions, surroundings: ScreenSurroundings): Promise<EarlyScreen> {
    const screen = new EarlyScreen(options);
    try {
      screen.#dashboard = await openScreen(screen.#deferred(), surroundings);
      screen.#dashboard.notify({ type: 'phase', phase: 'store' });
      return screen;
    } catch (error) {
      screen.#releaseSignals(true);
      throw error;
    }
  }

  /** Returns the dashboard if it is the one to open, and closes it if not. From now on it serves these options. */
  take(options: DashboardOptions): Dashboard | undefined {
    const dashboard = this.#dashboard;
    const { name, theme, attention } = this.options;
    const isSame = options.name === name && options.theme === theme && options.attention === attention;
    if (!dashboard || !isSame) {
      this.close();
      return undefined;
    }
    this.#dashboard = undefined;
    this.#taken = options;
    this.#resolveTaken(options);
    // The build handles signals now.
    this.#releaseSignals(true);
    return dashboard;
  }

  /** Restores the terminal unless the dashboard was taken. */
  close(): void {
    this.#dashboard?.close();
    this.#dashboard = undefined;
    this.#releaseSignals(true);
  }

  #deferred(): DashboardOptions {
    return {
      ...this.options,
      mode: () => this.#taken?.mode() ?? 'run',
      onQuit: (force) => void this.#later.then(({ onQuit }) => onQuit(force)),
      onRestart: async (fromScratch) => (await this.#later).onRestart(fromScratch),
      listSessions: async () => (await this.#later).listSessions(),
      onShow: async (name) => (await this.#later).onShow(name),
      onExport: async () => (await this.#later).onExport(),
    };
  }
}
