import { Type } from '@nestjs/common';
import { DataActionOptions } from '../../data-actions/contract/data-action.metadata.js';
import { Call, DataAction, Execute, Input } from '../../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../../data-actions/request/context/data-action-call.js';
import { seconds } from '../../time/durations.js';
import { effectOf, HostedDefinition } from '../definition/hosted-definition.js';
import { FolderAction } from '../folder/read-folder.js';
import { isRepeatable } from '../policy/is-repeatable.js';
import { inputClass, outputClass } from './contract-classes.js';
import { HostedRunner } from './hosted-runner.js';
import { isNotFound } from './hosted-output.js';

/** Creates the Data Action of a definition: a class with the same decorators as a handwritten action. */
export function hostedAction(hosted: FolderAction): Type<object> {
  const { name, definition } = hosted;
  const Output = outputClass(name, definition.contract.output.successSchema);
  const ActionInput = inputClass(name, definition.contract.input.inputSchema);

  @DataAction(name, optionsOf(hosted))
  class HostedAction {
    constructor(private readonly runner: HostedRunner) {}

    @Execute(Output)
    async execute(@Input(ActionInput) _input: object, @Call() call: DataActionCall): Promise<object> {
      return this.runner.run(hosted, call);
    }
  }
  return Object.defineProperty(HostedAction, 'name', { value: name });
}

/** Returns the options of `@DataAction` for a definition and its policy. */
function optionsOf(hosted: HostedDefinition): DataActionOptions {
  const { definition, policy, kind } = hosted;
  const { summary, version, failureStyle, timeoutSeconds, concurrency, cache, idempotency } = policy;
  const common = {
    summary: summary ?? summaryOf(hosted),
    ...(kind === 'genesys' && { needs: ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'] }),
    ...(version !== undefined && { version }),
    ...(failureStyle !== undefined && { failureStyle }),
    ...(timeoutSeconds !== undefined && { upstreamTimeoutMs: Math.ceil(seconds(timeoutSeconds)) }),
    ...(concurrency !== undefined && { maxConcurrency: concurrency }),
  };
  if (effectOf({ definition, policy }) === 'write') {
    const { replaySeconds } = idempotency ?? {};
    return {
      ...common,
      effect: 'write',
      honoursKey: isRepeatable(policy),
      ...(replaySeconds !== undefined && { replayTtlMs: Math.ceil(seconds(replaySeconds)) }),
    };
  }
  if (!cache) return { ...common, effect: 'read' };
  const times = {
    ttlMs: cache.ttlSeconds,
    revalidateMs: cache.revalidateSeconds,
    staleMs: cache.staleSeconds,
    negativeTtlMs: cache.notFoundSeconds,
  };
  const entries = Object.entries(times).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, Math.ceil(seconds(value))] as const],
  );
  return { ...common, effect: 'read', cache: { ...Object.fromEntries(entries), isNotFound } };
}

function summaryOf({ name, definition }: HostedDefinition): string {
  const { description, title } = definition.contract.input.inputSchema;
  const [text] = [definition.name, description, title].filter((one) => typeof one === 'string' && one.trim() !== '');
  return typeof text === 'string' ? text.replace(/ - Exported \d{4}-.*$/, '').slice(0, 200) : name;
}
