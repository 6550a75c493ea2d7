import { posix } from 'node:path';
import { build } from 'esbuild';

/** Packages that Nest loads where an application has them; this one has not. */
const ABSENT = ['@fastify/static', '@nestjs/microservices', '@nestjs/microservices/*', '@nestjs/websockets/*'];

/** Packages whose CommonJS build hides from a bundler what it requires, in their other build. */
const LEGIBLE = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };

/** Bundled ES modules ask for the address of their file, which CommonJS tells in another way. */
const FILE_ADDRESS = `const bundledFileUrl = require('node:url').pathToFileURL(__filename).href;`;

/**
 * Puts compiled modules and everything that they import into one CommonJS file. Names and line breaks stay, so that a
 * stack trace can be read.
 *
 * @param {Map<string, string>} modules by path
 * @param {{ entry: string, root: string, preamble: string }} options `preamble` runs before everything else
 * @returns {Promise<Uint8Array>}
 */
export async function bundle(modules, { entry, root, preamble }) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    keepNames: true,
    external: ABSENT,
    alias: LEGIBLE,
    define: { 'import.meta.url': 'bundledFileUrl' },
    banner: { js: `${FILE_ADDRESS}\n${preamble}` },
    plugins: [fromMemory(modules, root)],
  });
  return outputFiles[0].contents;
}

/** Resolves our own modules among the given ones; packages are found from the root, as ever. */
function fromMemory(modules, root) {
  return {
    name: 'from-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ kind, path, importer, namespace }) => {
        if (kind === 'entry-point') return { path, namespace: 'src' };
        if (namespace !== 'src' || !path.startsWith('.')) return undefined;
        const module = posix.join(posix.dirname(importer), path);
        // The OpenAPI plugin writes its imports without a suffix.
        return { path: module.endsWith('.js') ? module : `${module}.js`, namespace: 'src' };
      });
      onLoad({ filter: /^discovered-exports\.js$/, namespace: 'src' }, () => ({ contents: discovered(modules) }));
      onLoad({ filter: /.*/, namespace: 'src' }, ({ path }) => ({ contents: modules.get(path), resolveDir: root }));
    },
  };
}

/** Returns `src/discovered-exports.ts` with the actions and clients by name, because a bundle has no folders to read. */
function discovered(modules) {
  const required = (file) =>
    [...modules.keys()]
      .filter((path) => file.test(path))
      .sort()
      .map((path) => `require('./${path}')`);
  return `
const modules = {
  actions: () => [${required(/^actions\/[^/]+\.action\.js$/)}],
  upstreams: () => [${required(/^upstreams\/[^/]+\.client\.js$/)}],
};
exports.discoveredExports = (folder) =>
  modules[folder]().flatMap(Object.values).filter((exported) => typeof exported === 'function');
`;
}
