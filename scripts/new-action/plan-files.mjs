import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { addActionRow, addVariables } from './edit-page.mjs';
import { addImport, addMember, addToList, hasMember } from './edit-source.mjs';
import { pascalCase, RequestError } from './request.mjs';
import { actionSource, clientMethod, clientSource, specSource } from './templates.mjs';

/**
 * Returns all new and changed files, formatted, without writing them.
 *
 * @returns {Promise<{ path: string, text: string, isNew: boolean }[]>}
 */
export async function planFiles(root, request) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const { name, summary, upstream } = request;
  const texts = {
    [`src/actions/${name}.action.ts`]: actionSource(request),
    [`src/actions/${name}.action.spec.ts`]: specSource(request),
    'src/actions/actions.module.ts': registerAction(read('src/actions/actions.module.ts'), name),
    ...(upstream && upstreamFiles(read, request)),
    'README.md': addActionRow(read('README.md'), name, summary),
  };
  return Promise.all(
    Object.entries(texts).map(async ([path, text]) => {
      const filepath = join(root, path);
      const options = await resolveConfig(filepath);
      return { path, text: await format(text, { ...options, filepath }), isNew: !existsSync(filepath) };
    }),
  );
}

function registerAction(source, name) {
  const className = `${pascalCase(name)}Action`;
  return addToList(addImport(source, `./${name}.action.js`, className), 'ACTIONS', className);
}

function upstreamFiles(read, request) {
  const { upstream, name } = request;
  const { path, className, isNew } = upstream;
  const client = withMethod(isNew ? clientSource(upstream) : read(path), request);
  if (!isNew) return { [path]: client };
  const [modulePath, configuration] = ['src/upstreams/upstreams.module.ts', 'docs/configuration.md'];
  const withImport = addImport(read(modulePath), `./${upstream.name}.client.js`, className);
  const registered = addToList(addToList(withImport, 'providers', className), 'exports', className);
  return {
    [path]: client,
    [modulePath]: registered,
    [configuration]: addVariables(read(configuration), upstream, name),
  };
}

function withMethod(source, request) {
  const { path, className, method, words } = request.upstream;
  if (hasMember(source, className, method))
    throw new RequestError(
      `${className} in ${path} has a member ${method} already. Choose another name for the action`,
    );
  const { imports, source: member } = clientMethod(request, /^const NAME = /m.test(source) ? 'NAME' : `'${words}'`);
  const withImports = imports.reduce((text, [module, name]) => addImport(text, module, name), source);
  return addMember(withImports, className, member);
}
