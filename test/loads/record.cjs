// Preloaded into the program: records the path of every file that it reads, modules among them.
const fs = require('node:fs');

const { readFileSync, appendFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  if (typeof path === 'string') appendFileSync(process.env.LOADED_MODULES, `${path}\n`);
  return readFileSync(path, ...options);
};
