import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The command line is invalid. The message is for the user. */
export class RequestError extends Error {}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LOCK = 'contracts/lock.json';

const MAX_NAME_CHARACTERS = 60;
const MAX_SUMMARY_CHARACTERS = 200;

/** Names that would collide with other generated files, or with classes that an action imports. */
const RESERVED_ACTIONS = ['token', 'data'];

/**
 * Checks the command line against the project. Nothing is written if it throws.
 *
 * @throws {RequestError}
 */
export function readRequest(root, positionals, { effect = 'read', upstream, summary }) {
  if (positionals.length === 0)
    throw new RequestError('NAME is missing, for example: npm run new-action -- opening-hours');
  if (positionals.length > 1)
    throw new RequestError(`Give one name, not ${positionals.length}: ${positionals.join(' ')}`);
  const [name] = positionals;
  checkName('NAME', name);
  if (!['read', 'write'].includes(effect)) throw new RequestError(`--effect must be read or write, not ${effect}`);
  if (effect === 'write' && upstream === undefined)
    throw new RequestError('--effect write needs --upstream: the system that the action changes');
  checkIsFree(root, name);
  const target = upstream === undefined ? undefined : readUpstream(root, upstream, camelCase(name));
  return { name, effect, summary: readSummary(summary) ?? defaultSummary(name, effect, target), upstream: target };
}

function checkName(what, name) {
  if (!NAME.test(name))
    throw new RequestError(
      `${what} must be lower-case words with hyphens, for example opening-hours, not ${JSON.stringify(name)}`,
    );
  if (name.length > MAX_NAME_CHARACTERS)
    throw new RequestError(`${what} must have at most ${MAX_NAME_CHARACTERS} characters`);
}

function checkIsFree(root, name) {
  if (RESERVED_ACTIONS.includes(name) || /(^|-)action$/.test(name))
    throw new RequestError(`NAME ${name} is reserved or ends with "action"; choose another one`);
  const path = `src/actions/${name}.action.ts`;
  if (existsSync(join(root, path))) throw new RequestError(`The action ${name} exists already: ${path}`);
  const contracts = JSON.parse(readFileSync(join(root, LOCK), 'utf8'));
  const contract = Object.keys(contracts).find((key) => key.startsWith(`${name}.v`));
  if (contract)
    throw new RequestError(`Flows may still use an action named ${name}: ${contract} in ${LOCK}. Choose another name`);
}

/** Returns the existing client of an upstream, or the path and the names of a new client. */
function readUpstream(root, name, method) {
  checkName('--upstream', name);
  if (!isIdentifier(camelCase(name))) throw new RequestError(`--upstream ${name} is a reserved word of TypeScript`);
  const prefix = name.replaceAll('-', '_').toUpperCase();
  const words = `the ${name.replaceAll('-', ' ').replace(/ api$/, '')} API`;
  const common = {
    name,
    prefix,
    words,
    method,
    defaultAuth: 'api-key',
    className: `${pascalCase(name)}Client`,
    field: camelCase(name),
  };
  const path = `src/upstreams/${name}.client.ts`;
  if (!existsSync(join(root, path))) return newUpstream(root, path, common);
  const source = readFileSync(join(root, path), 'utf8');
  const [, className] = /^export class (\w+Client)\b/m.exec(source) ?? [];
  const [, ownPrefix] = /extends upstreamClient\([^)]*\bprefix: '(\w+)'/.exec(source) ?? [];
  if (className === undefined || ownPrefix === undefined)
    throw new RequestError(`${path} has no class that extends upstreamClient(). Write the action by hand`);
  return { ...common, path, className, prefix: ownPrefix, isNew: false };
}

function isIdentifier(word) {
  try {
    return new Function(`'use strict'; const ${word} = 0;`) !== undefined;
  } catch {
    return false;
  }
}

function newUpstream(root, path, common) {
  const { name, prefix } = common;
  if (existsSync(join(root, 'src', 'upstreams', name)))
    throw new RequestError(
      `The client of ${name} is in src/upstreams/${name}. Add a method to it by hand and create the action without --upstream`,
    );
  const variables = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');
  const [, taken] = new RegExp(`^\\| \`(${prefix}_\\w+)\``, 'm').exec(variables) ?? [];
  if (taken)
    throw new RequestError(
      `--upstream ${name} would add variables named ${prefix}_…, but ${taken} already exists. Choose another name`,
    );
  return { ...common, path, isNew: true };
}

function readSummary(text) {
  const summary = text?.trim().replace(/\.$/, '');
  if (summary === undefined) return undefined;
  if (summary === '' || summary.length > MAX_SUMMARY_CHARACTERS || /[\p{Cc}|]/u.test(summary))
    throw new RequestError(
      `--summary must be one line of 1 to ${MAX_SUMMARY_CHARACTERS} characters, without control characters and |`,
    );
  return summary;
}

function defaultSummary(name, effect, upstream) {
  const words = name.replaceAll('-', ' ');
  if (!upstream) return `Returns ${words}`;
  return effect === 'read' ? `Reads ${words} from ${upstream.words}` : `Sends ${words} to ${upstream.words}`;
}

/** opening-hours → openingHours */
const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** opening-hours → OpeningHours */
export const pascalCase = (name) => camelCase(name).replace(/^./, (letter) => letter.toUpperCase());
