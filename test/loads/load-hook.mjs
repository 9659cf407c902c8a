// Writes the URL of every module that is loaded to a file. https://nodejs.org/api/module.html#customization-hooks
import { appendFileSync } from 'node:fs';

let file = '';

export function initialize(data) {
  file = data.file;
}

export async function load(url, context, next) {
  appendFileSync(file, `${url}\n`);
  return next(url, context);
}
