import { isJsonObject } from '../../json/json-object.js';

/** The objects that a filter tests together: a segment with its session and participant, or a conversation. */
export type Facts = readonly object[];

/** Returns whether a filter matches. */
export type Test = (facts: Facts) => boolean;

/** A filter that the API rejects. `fieldName` is the path of the invalid field. */
export class InvalidFilter extends Error {
  constructor(
    readonly fieldName: string,
    message: string,
  ) {
    super(message);
    this.name = 'InvalidFilter';
  }
}

/**
 * Reads a list of filters, each `{type, predicates?, clauses?: [{type, predicates}]}`, at most two levels deep.
 *
 * @param path name of the list
 * @throws InvalidFilter
 */
export function readFilters(json: unknown, path: string, dimensions: ReadonlySet<string>): Test[] {
  return listOf(json ?? [], path).map((filter, index) => readFilter(filter, `${path}[${index}]`, dimensions, true));
}

function readFilter(json: unknown, path: string, dimensions: ReadonlySet<string>, hasClauses: boolean): Test {
  if (!isJsonObject(json)) throw new InvalidFilter(path, `${path} must be an object`);
  const { type, predicates, clauses } = json;
  if (type !== 'and' && type !== 'or') throw new InvalidFilter(`${path}.type`, `${path}.type must be one of and, or`);
  if (clauses !== undefined && !hasClauses)
    throw new InvalidFilter(`${path}.clauses`, 'clauses cannot be nested more than one level deep');
  const tests = [
    ...listOf(predicates ?? [], `${path}.predicates`).map((one, index) =>
      readPredicate(one, `${path}.predicates[${index}]`, dimensions),
    ),
    ...listOf(clauses ?? [], `${path}.clauses`).map((one, index) =>
      readFilter(one, `${path}.clauses[${index}]`, dimensions, false),
    ),
  ];
  if (tests.length === 0) throw new InvalidFilter(path, `${path} must have at least one predicate or clause`);
  return (facts) => (type === 'and' ? tests.every((test) => test(facts)) : tests.some((test) => test(facts)));
}

function readPredicate(json: unknown, path: string, dimensions: ReadonlySet<string>): Test {
  if (!isJsonObject(json)) throw new InvalidFilter(path, `${path} must be an object`);
  const { type = 'dimension', dimension, operator = 'matches', value = null, ...others } = json;
  if (type !== 'dimension') throw new InvalidFilter(`${path}.type`, 'Only dimension predicates are simulated');
  const [unknownMember] = Object.keys(others);
  if (unknownMember !== undefined)
    throw new InvalidFilter(`${path}.${unknownMember}`, `${unknownMember} is not allowed in a dimension predicate`);
  if (typeof dimension !== 'string' || !dimensions.has(dimension))
    throw new InvalidFilter(`${path}.dimension`, `${String(dimension)} is not a valid dimension here`);
  if (operator === 'exists' || operator === 'notExists') {
    if (value !== null) throw new InvalidFilter(`${path}.value`, `${operator} does not accept a value`);
    return (facts) => valuesOf(facts, dimension).length > 0 === (operator === 'exists');
  }
  if (operator !== 'matches')
    throw new InvalidFilter(`${path}.operator`, `${path}.operator must be one of matches, exists, notExists`);
  if (typeof value !== 'string' || value === '') throw new InvalidFilter(`${path}.value`, 'matches requires a value');
  return (facts) => valuesOf(facts, dimension).includes(value);
}

/** Returns the values of a dimension as text. The plural form of a name contains several. */
function valuesOf(facts: Facts, dimension: string): string[] {
  return facts
    .flatMap((fact) => {
      const members = fact as Readonly<Record<string, unknown>>;
      return [members[dimension], members[`${dimension}s`]].flat();
    })
    .filter((value) => value !== undefined && value !== null)
    .map(String);
}

function listOf(json: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new InvalidFilter(path, `${path} must be a list`);
  return json;
}
