import { DescribedAction } from '../action/described-action.js';
import { dataInputs, FlowInput, isActionInput } from '../action/flow-input.js';

/**
 * Returns the Velocity template of an enveloped request body, valid JSON for every input. An absent or empty input
 * becomes null, which the service treats as absent. Without flow or interaction the context is omitted, so that an
 * action can be tested by hand.
 */
export function requestTemplate(action: DescribedAction): string {
  const inputs = dataInputs(action);
  const known = inputs.filter((input) => isActionInput(action, input));
  const members = known.map((input) => `"${input.name}": ${valueOf(input)}`);
  const extra = inputs.find((input) => !isActionInput(action, input));
  const comma = members.length > 0 ? ', ' : '';
  // The input class lacks this field. It is sent only with a value, because the service counts unknown fields.
  const key = extra ? `#if(${isGiven(extra.name)})"${extra.name}": ${textOf(extra.name)}${comma}#end` : '';
  return `{"data": {${key}${members.join(', ')}}${CONTEXT}}`;
}

const isGiven = (name: string): string => `"$!{input.${name}}" != ""`;

const textOf = (name: string): string => `"$esc.jsonString(\${input.${name}})"`;

function valueOf({ name, type, isRequired }: FlowInput): string {
  const value = type === 'string' ? textOf(name) : `\${input.${name}}`;
  return isRequired ? value : `#if("$!{input.${name}}" == "")null#else${value}#end`;
}

/** Returns a context field with a default, because an enveloped request requires all four fields. */
const textOr = (name: string, fallback: string): string =>
  `#if("$!{input.${name}}" == "")${fallback}#else${textOf(name)}#end`;

const CONTEXT =
  `#if(${isGiven('flow_id')} && ${isGiven('interaction_id')}), ` +
  `"flow": {"id": ${textOf('flow_id')}, "name": ${textOr('flow_name', textOf('flow_id'))}}, ` +
  `"interaction": {"id": ${textOf('interaction_id')}, "type": ${textOr('interaction_type', '"unknown"')}}#end`;
