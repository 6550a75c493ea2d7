import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** One run of a Data Action: what a test counts to see that a write happened once. */
export interface ActionRun {
  readonly runId: string;
  readonly actionId: string;
  /** The `Idempotency-Key` header; undefined where none was sent. */
  readonly key: string | undefined;
  readonly input: JsonObject;
  readonly output: JsonObject;
  readonly succeeded: boolean;
}

/** The `actionType` whose runs always fail, and bind their key to the failure where keys count. */
export const FAILING_ACTION_TYPE = 'always_fails';

/** Every execution of a Data Action that took place, in order. */
export class ActionRuns {
  private runs: ActionRun[] = [];

  get all(): readonly ActionRun[] {
    return this.runs;
  }

  /** How many times something was executed under a key; 1 is what an idempotent caller owes its customers. */
  countOf(key: string): number {
    return this.runs.filter((run) => run.key === key).length;
  }

  /** The first run under a key. */
  firstOf(key: string): ActionRun | undefined {
    return this.runs.find((run) => run.key === key);
  }

  /** Executes: updates the contact that the input names. Two runs never have the same output. */
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

  /** Makes a key one whose call has failed already. */
  bindToFailure(key: string): void {
    this.execute('custom', key, { actionType: FAILING_ACTION_TYPE });
  }

  clear(): void {
    this.runs = [];
  }
}

/**
 * Architect's flattened form, which `flatten=true` asks for: nested members under dotted names, and a list of objects as
 * one list for each of their members.
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
