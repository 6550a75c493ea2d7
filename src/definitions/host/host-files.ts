import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { effectOf, isAuth, nameOfFile } from '../../hosted-actions/definition/hosted-definition.js';
import { policyNameOf } from '../../hosted-actions/folder/read-folder.js';
import { DefinitionError } from '../action/definition-error.js';
import { Finding } from '../lint/rule/finding.js';
import { lintSource } from '../lint/lint-definition.js';
import { DefinitionSource, SourcedDefinition } from '../source/definition-source.js';
import { tokenDefinition } from '../export/token-definition.js';
import { callingDefinition, CallingSettings } from './calling-definition.js';
import { hostDefinition, TakenOver } from './host-definition.js';
import { policyText } from './policy-text.js';

/** Settings of `--host`. */
export interface HostSettings extends CallingSettings {
  readonly folder: string;
}

/** Result for one definition. */
export interface HostReport {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isTakenOver: boolean;
}

const ENV_FILE = 'credentials.env';
const SCHEMA = join('schemas', 'data-action-policy.schema.json');

/** Hosts the definitions of files: writes the definition that the service serves, its policy, and the definition to import. */
export function hostFiles(sources: readonly DefinitionSource[], settings: HostSettings): HostReport[] {
  const names = new Set<string>();
  const found = sources.flatMap((source) => itemsOf(source, names));
  const hosted = found.flatMap(({ result }) => ('hosted' in result ? [result] : []));
  const auths = hosted.filter(({ hosted }) => isAuth(hosted)).map(({ hosted }) => hosted.name);
  if (settings.credentials === 'oauth' && hosted.some(({ hosted }) => !isAuth(hosted))) {
    const token = tokenDefinition({ tokenUrl: `${settings.url}/oauth/token` });
    save(join(settings.folder, 'import', 'token.customAuth.json'), jsonOf(token), '');
  }
  return found.map(({ source, title, result, findings }) =>
    'hosted' in result
      ? {
          title: `${title} → ${result.hosted.name}`,
          lines: [
            ...write(result, source, auths, settings),
            ...findings.flatMap((finding) => findingLine(source, finding)),
          ],
          isTakenOver: true,
        }
      : { title: `${title}: cannot be hosted`, lines: result.reasons, isTakenOver: false },
  );
}

const jsonOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

interface Item {
  readonly source: DefinitionSource;
  readonly title: string;
  readonly result: ReturnType<typeof hostDefinition>;
  /** Errors of the linter. */
  readonly findings: readonly Finding[];
}

function itemsOf(source: DefinitionSource, names: Set<string>): Item[] {
  const { path, problem } = source;
  if (problem) return [{ source, title: path, result: { reasons: [`${path}: ${problem.message}`] }, findings: [] }];
  const findings = lintSource(source).filter(({ severity }) => severity === 'error');
  return source.definitions.map((definition) => {
    const isAlone = source.definitions.length === 1;
    const name = nameOf(path, definition, isAlone, names);
    const text = isAlone && source.format === 'json' ? source.text : JSON.stringify(definition.json, null, 2);
    const own = findings.filter(({ action }) => action === definition.label);
    return {
      source,
      title: definition.label || path,
      result: hostDefinition({ path, text }, definition.json, name),
      findings: own,
    };
  });
}

/** Returns a finding as a line of output. Omits findings about secrets, because secrets are always moved. */
const findingLine = ({ path }: DefinitionSource, { line, column, rule, message }: Finding): string[] =>
  rule === 'clear-secret' ? [] : [`check: ${path}:${line}:${column}: ${message}`];

/** Returns a unique name for a definition, from its file, its action or both. Adds a number if all three are in use. */
function nameOf(path: string, { label }: SourcedDefinition, isAlone: boolean, names: Set<string>): string {
  const ofFile = isAlone && path !== '-' ? nameOfFile(basename(path)) : '';
  const ofAction = nameOfFile(label.replace(/ - Exported \d{4}-.*$/, '').replaceAll('.', ' '));
  const candidates = [ofFile, ofAction, `${ofFile}-${ofAction}`].filter((name) => /^[a-z\d]/.test(name));
  let name = candidates.find((one) => !names.has(one));
  for (let count = 2; name === undefined; count += 1) {
    const numbered = `${candidates[0] ?? 'action'}-${count}`;
    if (!names.has(numbered)) name = numbered;
  }
  names.add(name);
  return name;
}

function write(taken: TakenOver, source: DefinitionSource, auths: readonly string[], settings: HostSettings): string[] {
  const { folder } = settings;
  const { hosted, moved, credentials, needsAuth, notes } = taken;
  const isInPlace = source.path !== '-' && resolve(dirname(source.path)) === resolve(folder);
  const target = isInPlace && source.format === 'json' ? source.path : join(folder, `${hosted.name}.json`);
  const policyPath = join(folder, isInPlace ? policyNameOf({ path: target }) : `${hosted.name}.policy.yaml`);
  const policy = { hosted, credentials, auths: needsAuth ? auths : [], schema: schemaFrom(folder) };
  const lines = [
    save(target, taken.text, 'the service serves it'),
    existsSync(policyPath) ? `${policyPath}  is unchanged` : save(policyPath, policyText(policy), 'its policy'),
  ];
  if (!isAuth(hosted)) {
    const call = { action: hosted.name, effect: effectOf(hosted), timeoutSeconds: taken.timeoutSeconds };
    const imported = jsonOf(callingDefinition(hosted.definition, call, settings));
    lines.push(save(join(folder, 'import', `${hosted.name}.custom.json`), imported, 'import it into Genesys Cloud'));
  }
  if (credentials.size > 0) lines.push(saveCredentials(join(folder, ENV_FILE), taken));
  for (const { place, credential } of moved)
    lines.push(`moved: the secret in ${place} is now credentials.${credential}`);
  if (needsAuth && auths.length !== 1)
    lines.push(
      auths.length === 0
        ? 'to do: also host the customAuth action, whose output is ${authResponse.…}'
        : `check: the policy has auth: ${auths[0]}; possible actions: ${auths.join(', ')}`,
    );
  return [...lines, ...notes.map((note) => `note: ${note}`)];
}

/** Returns the relative path of the schema; undefined if the folder is outside the project. */
function schemaFrom(folder: string): string | undefined {
  const isInProject = existsSync(SCHEMA) && !relative(resolve('.'), resolve(folder)).startsWith('..');
  return isInProject ? relative(resolve(folder), resolve(SCHEMA)).split(sep).join('/') : undefined;
}

function save(path: string, text: string, purpose: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new DefinitionError(`Cannot write ${path}: ${(error as Error).message}`);
  }
  return `${path}  ${purpose}`;
}

/** Adds the variables to the file of all credentials. Keeps values that the file already contains. */
function saveCredentials(path: string, { credentials, moved }: TakenOver): string {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const known = new Set(before.split('\n').map((line) => line.split('=', 1)[0]));
  const added = [...credentials].filter(([, variable]) => !known.has(variable));
  const lines = added.map(
    ([name, variable]) => `${variable}=${quoted(moved.find((one) => one.credential === name)?.value ?? '')}`,
  );
  try {
    writeFileSync(path, before + lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  } catch (error) {
    throw new DefinitionError(`Cannot write ${path}: ${(error as Error).message}`);
  }
  const missing = added
    .filter(([name]) => !moved.some((one) => one.credential === name))
    .map(([, variable]) => variable);
  return `${path}  contains the secrets: keep it out of version control${missing.length > 0 ? `, and fill in ${missing.join(', ')}` : ''}`;
}

const quoted = (value: string): string =>
  /^[\w./:@+=-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
