const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const ROOT = join(__dirname, '..');
const DESCRIBED = join(ROOT, 'node_modules', '.cache', 'described-classes');

const compiledPath = (path) => join(DESCRIBED, relative(join(ROOT, 'src'), path)).replace(/\.ts$/, '.js');

/** A Jest transformer that returns a file as describe-classes.cjs has compiled it. */
module.exports = {
  ROOT,
  DESCRIBED,
  getCacheKey: (_source, path, { configString }) =>
    createHash('sha256')
      .update(configString)
      .update(readFileSync(compiledPath(path)))
      .digest('hex'),
  process: (_source, path) => {
    const compiled = compiledPath(path);
    const map = JSON.parse(readFileSync(`${compiled}.map`, 'utf8'));
    return { code: readFileSync(compiled, 'utf8'), map: { ...map, sources: [path] } };
  },
};
