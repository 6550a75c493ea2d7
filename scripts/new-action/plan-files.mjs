import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { addImport, addMember, addTest, addToList, hasMember } from './edit-source.mjs';
import { RequestError } from './request.mjs';
import { actionSource, actionTest, callType, clientMethod, clientSource, suiteSource } from './templates.mjs';

/** The file with the tests of all added actions, which share one running service. */
const SUITE = 'test/actions/added-actions.e2e-spec.ts';

/**
 * Returns all new and changed files, formatted, without writing them.
 *
 * @returns {Promise<{ path: string, text: string, isNew: boolean }[]>}
 */
export async function planFiles(root, request) {
  const textOf = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
  const { name, upstream } = request;
  const texts = {
    [`src/actions/${name}.action.ts`]: actionSource(request),
    ...(upstream && { [upstream.path]: withMethod(textOf(upstream.path) ?? clientSource(upstream), request) }),
    [SUITE]: withTest(textOf(SUITE) ?? suiteSource(), request),
  };
  return Promise.all(
    Object.entries(texts).map(async ([path, text]) => {
      const filepath = join(root, path);
      const options = await resolveConfig(filepath);
      return { path, text: await format(text, { ...options, filepath }), isNew: !existsSync(filepath) };
    }),
  );
}

function withMethod(source, request) {
  const { path, className, method } = request.upstream;
  if (hasMember(source, className, method))
    throw new RequestError(
      `${className} in ${path} already has a member ${method}. Choose another name for the action`,
    );
  const withImport = addImport(source, './authentication/upstream-client.js', callType(request));
  return addMember(withImport, className, clientMethod(request));
}

function withTest(source, request) {
  const withUpstream = request.upstream ? addToList(source, 'UPSTREAMS', `'${request.upstream.prefix}'`) : source;
  return addTest(withUpstream, actionTest(request));
}
