// Joins the waits for the store and for the git remote, so that a run notices both.
import type { StoreWaits } from '../ports/store-waits.port.ts';

export function allWaits(...all: readonly StoreWaits[]): StoreWaits {
  return {
    onChange: (listener) => {
      const stops = all.map((waits) => waits.onChange(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    shorten: (ms) => {
      for (const waits of all) waits.shorten(ms);
    },
  };
}
