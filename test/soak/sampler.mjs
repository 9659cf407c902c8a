// Loaded into the program by `node --expose-gc --import`: on SIGUSR2 it notes what is still in use after a collection.
import { appendFileSync } from 'node:fs';

const file = process.env.SOAK_SAMPLES_FILE;

process.on('SIGUSR2', () => {
  // What the first collection lets go of can hold more, which the second one collects.
  for (let pass = 0; pass < 2; pass++) globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${JSON.stringify({ rss, live: heapUsed + external })}\n`);
});
