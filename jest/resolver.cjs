const { sep } = require('node:path');
const { entries } = require('./packages.cjs');

const FOREIGN = `${sep}node_modules${sep}`;

/** Gives our own code the bundled packages (packages.cjs), and everything else what it would find by itself. */
module.exports = (path, options) => {
  const entry = options.basedir.includes(FOREIGN) ? undefined : entries.get(path);
  return entry ?? options.defaultResolver(path, options);
};
