// Preloaded into the program: writes the path of every file that it reads as a module or otherwise to a file.
const fs = require('node:fs');

const { readFileSync, appendFileSync } = fs;
fs.readFileSync = (path, ...options) => {
  if (typeof path === 'string') appendFileSync(process.env.LOADED_MODULES, `${path}\n`);
  return readFileSync(path, ...options);
};
