import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../json/json-object.js';

/** One execution of a Data Action. Tests count them to check that a write was executed once. */
export interface ActionRun {
  readonly runId: string;
  readonly actionId: string;
  /** The `Idempotency-Key` header, if present. */
  readonly key: string | undefined;
  readonly input: JsonObject;
  readonly output: JsonObject;
  readonly succeeded: boolean;
}

/** Executions with this `actionType` always fail. `/invoke` then stores the failure for their key. */
const FAILING_ACTION_TYPE = 'always_fails';

/** All executions of Data Actions, in order. */
export class ActionRuns {
  private runs: ActionRun[] = [];

  get all(): readonly ActionRun[] {
    return this.runs;
  }

  countOf(key: string): number {
    return this.runs.filter((run) => run.key === key).length;
  }

  firstOf(key: string): ActionRun | undefined {
    return this.runs.find((run) => run.key === key);
  }

  /** Simulates an update of the input's contact. Each execution has a different output. */
  execute(actionId: string, key: string | undefined, input: JsonObject): ActionRun {
    const { contactId = null, actionType, ...fields } = input;
    const succeeded = actionType !== FAILING_ACTION_TYPE;
    const runId = randomUUID();
    const updatedFields = Object.keys(fields);
    const output = succeeded ? { contactId, updatedFields, success: true, executionId: runId } : {};
    const run = { runId, actionId, key, input, output, succeeded };
    this.runs.push(run);
    return run;
  }

  /** Records a failed execution under a key. */
  bindToFailure(key: string): void {
    this.execute('custom', key, { actionType: FAILING_ACTION_TYPE });
  }

  clear(): void {
    this.runs = [];
  }
}

/**
 * Returns Architect's flattened form, for `flatten=true`: nested members get dotted names, and a list of objects becomes one
 * list per member.
 */
export function flattened(output: JsonObject, prefix = ''): JsonObject {
  const flat: JsonObject = {};
  for (const [name, value] of Object.entries(output)) {
    const path = prefix + name;
    if (isJsonObject(value)) Object.assign(flat, flattened(value, `${path}.`));
    else if (!Array.isArray(value) || !value.some(isJsonObject)) flat[path] = value;
    else
      for (const item of value.filter(isJsonObject))
        for (const [member, part] of Object.entries(flattened(item, `${path}.`)))
          flat[member] = [...((flat[member] as unknown[] | undefined) ?? []), part];
  }
  return flat;
}
