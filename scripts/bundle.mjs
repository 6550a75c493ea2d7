import { posix } from 'node:path';
import { build } from 'esbuild';

/** Optional packages of Nest, which the service does not install. */
const ABSENT = ['@fastify/static', '@nestjs/microservices', '@nestjs/microservices/*', '@nestjs/websockets/*'];

/** Packages with a CommonJS build that a bundler cannot follow, and the entry of their ES build. */
const LEGIBLE = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };

/** Replaces `import.meta.url` in the bundled ES modules, because CommonJS does not have it. */
const FILE_ADDRESS = `const bundledFileUrl = require('node:url').pathToFileURL(__filename).href;`;

/**
 * Bundles compiled modules and all their imports into one CommonJS file. Keeps names and line breaks, for readable stack
 * traces.
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

/** Resolves relative imports among the given modules, and packages from the root as usual. */
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

/** Returns code that replaces `src/discovered-exports.ts`. It lists the modules, because a bundle has no folders to read. */
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
