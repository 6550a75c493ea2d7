import { isJsonObject } from '../json-object.js';

/** Things that belong together: a segment with its session and its participant, or a conversation alone. */
export type Facts = readonly object[];

/** Whether a filter holds for the facts. */
export type Test = (facts: Facts) => boolean;

/** A filter that the API would refuse; the message says why, `fieldName` where. */
export class RefusedFilter extends Error {
  constructor(
    readonly fieldName: string,
    message: string,
  ) {
    super(message);
    this.name = 'RefusedFilter';
  }
}

/**
 * Reads a list of filters, `{type, predicates?, clauses?: [{type, predicates}]}` each: two levels and no third.
 *
 * @param path the list's own name
 * @throws RefusedFilter
 */
export function readFilters(json: unknown, path: string, dimensions: ReadonlySet<string>): Test[] {
  return listOf(json ?? [], path).map((filter, index) => readFilter(filter, `${path}[${index}]`, dimensions, true));
}

function readFilter(json: unknown, path: string, dimensions: ReadonlySet<string>, hasClauses: boolean): Test {
  if (!isJsonObject(json)) throw new RefusedFilter(path, `${path} must be an object`);
  const { type, predicates, clauses } = json;
  if (type !== 'and' && type !== 'or') throw new RefusedFilter(`${path}.type`, `${path}.type must be one of and, or`);
  if (clauses !== undefined && !hasClauses)
    throw new RefusedFilter(`${path}.clauses`, 'clauses cannot be nested more than one level deep');
  const tests = [
    ...listOf(predicates ?? [], `${path}.predicates`).map((one, index) =>
      readPredicate(one, `${path}.predicates[${index}]`, dimensions),
    ),
    ...listOf(clauses ?? [], `${path}.clauses`).map((one, index) =>
      readFilter(one, `${path}.clauses[${index}]`, dimensions, false),
    ),
  ];
  if (tests.length === 0) throw new RefusedFilter(path, `${path} must have at least one predicate or clause`);
  return (facts) => (type === 'and' ? tests.every((test) => test(facts)) : tests.some((test) => test(facts)));
}

function readPredicate(json: unknown, path: string, dimensions: ReadonlySet<string>): Test {
  if (!isJsonObject(json)) throw new RefusedFilter(path, `${path} must be an object`);
  const { type = 'dimension', dimension, operator = 'matches', value = null, ...others } = json;
  if (type !== 'dimension') throw new RefusedFilter(`${path}.type`, 'only dimension predicates are simulated');
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw new RefusedFilter(`${path}.${stranger}`, `${stranger} does not fit a dimension`);
  if (typeof dimension !== 'string' || !dimensions.has(dimension))
    throw new RefusedFilter(`${path}.dimension`, `${String(dimension)} is not a valid dimension here`);
  if (operator === 'exists' || operator === 'notExists') {
    if (value !== null) throw new RefusedFilter(`${path}.value`, `${operator} takes no value`);
    return (facts) => valuesOf(facts, dimension).length > 0 === (operator === 'exists');
  }
  if (operator !== 'matches')
    throw new RefusedFilter(`${path}.operator`, `${path}.operator must be one of matches, exists, notExists`);
  if (typeof value !== 'string' || value === '') throw new RefusedFilter(`${path}.value`, 'matches takes a value');
  return (facts) => valuesOf(facts, dimension).includes(value);
}

/** What the facts hold for a dimension, as text; a plural holds several. */
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
  if (!Array.isArray(json)) throw new RefusedFilter(path, `${path} must be a list`);
  return json;
}
