// Preloaded into the program: records what it loads.
import { register } from 'node:module';

register('./load-hook.mjs', import.meta.url, { data: { file: process.env.LOADED_MODULES } });
