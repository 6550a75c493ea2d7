import { Ajv, ErrorObject } from 'ajv';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, LineCounter, Pair, parseDocument, Document } from 'yaml';
import { Fault } from '../fault/fault.js';
import { Policy } from './policy.js';
import { POLICY_SCHEMA } from './policy-schema.js';

const MAX_TYPING_ERRORS = 3;

const validate = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(POLICY_SCHEMA);

/** A policy with the positions of its keys. */
export interface PolicyFile {
  readonly path: string;
  readonly policy: Policy;
  readonly faults: readonly Fault[];
  /** Returns a fault at a key, or at its closest parent that exists in the file. */
  readonly faultAt: (keys: readonly string[], message: string) => Fault;
}

/** Reads the YAML text of a policy. An empty file is an empty policy. */
export function readPolicy(path: string, text: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (offset: number, message: string): Fault => {
    const { line, col } = lines.linePos(offset);
    return { path, line: Math.max(1, line), column: Math.max(1, col), message };
  };
  const faultAt = (keys: readonly string[], message: string): Fault => at(offsetOf(document, keys), message);
  const broken = document.errors.map(({ pos, message }) => at(pos[0], `the text is not YAML: ${firstLine(message)}`));
  if (broken.length > 0) return { path, policy: {}, faults: broken, faultAt };
  const policy: unknown = valueOf(document);
  if (policy instanceof Error) return { path, policy: {}, faults: [at(0, policy.message)], faultAt };
  const faults = validate(policy) ? [] : faultsOf(validate.errors ?? [], faultAt);
  return { path, policy: policy as Policy, faults: [...faults, ...conflicts(policy as Policy, faultAt)], faultAt };
}

function valueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (error) {
    return new Error(`the YAML cannot be converted to JSON: ${firstLine((error as Error).message)}`);
  }
}

function faultsOf(errors: readonly ErrorObject[], faultAt: PolicyFile['faultAt']): Fault[] {
  const specific = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'propertyNames');
  const found = (specific.length > 0 ? specific : errors).map((error) => {
    const keys = error.instancePath
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const params = error.params as { additionalProperty?: string; allowedValues?: readonly string[] };
    const { additionalProperty: unknown, allowedValues } = params;
    if (unknown !== undefined) return faultAt([...keys, unknown], unknownKey(unknown, keysOf(error.parentSchema)));
    const what = keys.join('.') || 'the policy';
    if (allowedValues) return faultAt(keys, `${what} must be ${allowedValues.join(' or ')}`);
    return faultAt(keys, `${what} ${error.message ?? 'is not valid'}`);
  });
  return found.filter((fault, index) => found.findIndex((one) => isSame(one, fault)) === index);
}

function unknownKey(name: string, known: readonly string[]): string {
  const nearest = known.length > 0 ? closest(name, known) : '';
  const isTypo = nearest !== '' && distance(name.toLowerCase(), nearest.toLowerCase()) <= MAX_TYPING_ERRORS;
  return `${name} is unknown; ${isTypo ? `did you mean ${nearest}?` : `known here: ${known.join(', ')}`}`;
}

const keysOf = (schema: unknown): string[] => Object.keys((schema as { properties?: object }).properties ?? {});

/** Returns the faults that the JSON Schema of policies cannot express. */
function conflicts({ notFound }: Policy, faultAt: PolicyFile['faultAt']): Fault[] {
  if (!notFound?.where || notFound.status !== undefined) return [];
  return [faultAt(['notFound', 'where'], 'notFound.where requires notFound.status, which is missing')];
}

function offsetOf(document: Document, keys: readonly string[]): number {
  let offset = document.contents?.range?.[0] ?? 0;
  let node: unknown = document.contents;
  for (const key of keys) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      : undefined;
    if (!pair) break;
    offset = (pair.key as { range?: [number] }).range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

const isSame = (one: Fault, other: Fault): boolean =>
  one.line === other.line && one.column === other.column && one.message === other.message;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
