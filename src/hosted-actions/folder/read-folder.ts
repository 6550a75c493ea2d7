import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { usedAuthResponse, usedCredentials } from '../definition/check-request.js';
import { DefinitionFile } from '../definition/definition-file.js';
import { HostedDefinition, isAuth } from '../definition/hosted-definition.js';
import { readHosted } from '../definition/read-hosted.js';
import { TemplateDefect } from '../definition/request-template.js';
import { PolicyFile, readPolicy } from '../policy/read-policy.js';
import { Fault, faultOfFile } from '../fault/fault.js';

const POLICY = /\.policy\.ya?ml$/i;
const SAMPLES = /\.samples?\.json$/i;

/** A definition of the folder, with the `customAuth` action that it uses. */
export interface FolderAction extends HostedDefinition {
  readonly auth?: HostedDefinition;
  /** Returns a fault at a key of the policy, or of the definition if there is no policy. */
  readonly faultAt: (keys: readonly string[], message: string) => Fault;
}

export interface Folder {
  /** The actions to serve, and the `customAuth` actions. */
  readonly definitions: readonly FolderAction[];
  readonly faults: readonly Fault[];
}

interface Read {
  readonly file: DefinitionFile;
  readonly policyFile: PolicyFile | undefined;
  readonly hosted: HostedDefinition;
}

/**
 * Reads all definitions of a folder and their policies. Ignores sub-folders.
 *
 * @param reserved names of the actions in the code
 */
export function readFolder(folder: string, reserved: readonly string[] = []): Folder {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      definitions: [],
      faults: [faultOfFile(folder, `DATA_ACTIONS_DIR names a folder that cannot be read (${reason})`)],
    };
  }
  const files = names.filter((name) => /\.json$/i.test(name) && !SAMPLES.test(name));
  const policies = new PolicyNames(names.filter((name) => POLICY.test(name)));
  const faults: Fault[] = [];
  const read = files.flatMap((name): Read[] => {
    const policyName = policies.take(name);
    const policyFile =
      policyName === undefined ? undefined : readPolicy(join(folder, policyName), textOf(folder, policyName));
    const file = new DefinitionFile(join(folder, name), textOf(folder, name));
    const result = readHosted(file, policyFile);
    if ('hosted' in result) return [{ file, policyFile, hosted: result.hosted }];
    faults.push(...result.faults);
    return [];
  });
  for (const orphan of policies.rest) faults.push(orphanFault(folder, orphan, files));
  faults.push(...nameFaults(read, reserved));
  const auths = read.filter(({ hosted }) => isAuth(hosted));
  const definitions = read.map((one) => linked(one, auths, faults));
  return { definitions, faults };
}

/**
 * Finds the policy of a definition: `NAME.policy.yaml`. NAME is the file name of the definition without `.json`, or only the
 * part up to its first dot.
 */
class PolicyNames {
  private readonly left: Set<string>;

  constructor(names: readonly string[]) {
    this.left = new Set(names);
  }

  take(definition: string): string | undefined {
    const whole = definition.replace(/\.json$/i, '');
    const bases = [whole, whole.split('.', 1)[0] ?? whole];
    const found = bases
      .flatMap((base) => [`${base}.policy.yaml`, `${base}.policy.yml`])
      .find((name) => this.left.has(name));
    if (found !== undefined) this.left.delete(found);
    return found;
  }

  get rest(): readonly string[] {
    return [...this.left];
  }
}

function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function orphanFault(folder: string, policy: string, files: readonly string[]): Fault {
  const base = policy.replace(POLICY, '');
  const advice = files.length > 0 ? `; did you mean ${closest(base, files).split('.', 1)[0]}.policy.yaml?` : '';
  return faultOfFile(join(folder, policy), `there is no ${base}.json, or ${base}.json has two policies${advice}`);
}

function nameFaults(read: readonly Read[], reserved: readonly string[]): Fault[] {
  return read.flatMap(({ file, policyFile, hosted: { name } }, index) => {
    const other = read.slice(0, index).find(({ hosted }) => hosted.name === name);
    const owner = other ? other.hosted.path : reserved.includes(name) ? 'an action in the code' : undefined;
    const message = `the name ${name} is already used by ${owner ?? ''}: set another name in the policy`;
    if (owner === undefined) return [];
    return [policyFile?.policy.name === undefined ? file.faultAt([], message) : policyFile.faultAt(['name'], message)];
  });
}

function linked({ file, policyFile, hosted }: Read, auths: readonly Read[], faults: Fault[]): FolderAction {
  const faultOf = ({ keys, index }: TemplateDefect, message: string): Fault => file.faultAt(keys, message, index);
  const faultAt = policyFile?.faultAt ?? ((keys, message) => file.faultAt(keys, message));
  const { credentials = {}, auth } = hosted.policy;
  for (const [name, place] of usedCredentials(hosted.templates))
    if (!Object.hasOwn(credentials, name))
      faults.push(faultOf(place, `credentials.${name} is missing: add it to credentials in ${policyNameOf(hosted)}`));
  const used = usedAuthResponse(hosted.templates);
  const action = { ...hosted, faultAt };
  if (!used && auth === undefined) return action;
  const [only] = auths;
  const found =
    auth === undefined ? (auths.length === 1 ? only : undefined) : auths.find((one) => one.hosted.name === auth);
  if (found) return { ...action, auth: found.hosted };
  const names = auths.map((one) => one.hosted.name);
  const choice =
    names.length > 0 ? `: set auth in ${policyNameOf(hosted)} to ${names.join(' or ')}` : ' in the folder: add it';
  if (auth !== undefined) faults.push(faultAt(['auth'], `there is no customAuth action ${auth}${choice}`));
  else if (used) faults.push(faultOf(used, `${used.message} needs a customAuth action${choice}`));
  return action;
}

export const policyNameOf = ({ path }: Pick<HostedDefinition, 'path'>): string =>
  `${(path.split(/[/\\]/).at(-1) ?? path).split('.', 1)[0] ?? ''}.policy.yaml`;
