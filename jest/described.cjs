const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { changedAtMs, ensureBuilt } = require('./build.cjs');

const ROOT = join(__dirname, '..');

/**
 * Gives Jest the files that Nest's OpenAPI plugin reads as `nest build` has made them: the plugin needs the types of the
 * whole program, which take a process longer to read than most suites to run.
 */
module.exports = {
  getCacheKey: (source, path, { configString }) =>
    createHash('sha256')
      .update(JSON.stringify([source, path, configString, changedAtMs()]))
      .digest('hex'),
  process: (_source, path) => {
    ensureBuilt();
    const built = join(ROOT, 'dist', relative(join(ROOT, 'src'), path)).replace(/\.ts$/, '.js');
    const map = JSON.parse(readFileSync(`${built}.map`, 'utf8'));
    return { code: readFileSync(built, 'utf8'), map: { ...map, sources: [path] } };
  },
};
