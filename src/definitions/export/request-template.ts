import { DescribedAction } from '../action/described-action.js';
import { dataInputs, FlowInput, isOwn } from '../action/flow-input.js';

/**
 * The Velocity template of a request's body: the enveloped form, whatever the flow gives. An input that is absent or empty
 * becomes null, which the service takes for absent; without a flow or an interaction there is no context at all, so that
 * an action can be tried out by hand.
 */
export function requestTemplate(action: DescribedAction): string {
  const inputs = dataInputs(action);
  const known = inputs.filter((input) => isOwn(action, input));
  const members = known.map((input) => `"${input.name}": ${valueOf(input)}`);
  const extra = inputs.find((input) => !isOwn(action, input));
  const comma = members.length > 0 ? ', ' : '';
  // A field that the class does not know is sent only with a value: the service counts what it has to drop.
  const key = extra ? `#if(${isGiven(extra.name)})"${extra.name}": ${textOf(extra.name)}${comma}#end` : '';
  return `{"data": {${key}${members.join(', ')}}${CONTEXT}}`;
}

const isGiven = (name: string): string => `"$!{input.${name}}" != ""`;

const textOf = (name: string): string => `"$esc.jsonString(\${input.${name}})"`;

function valueOf({ name, type, isRequired }: FlowInput): string {
  const value = type === 'string' ? textOf(name) : `\${input.${name}}`;
  return isRequired ? value : `#if("$!{input.${name}}" == "")null#else${value}#end`;
}

/** A text of the context with what stands for it where the flow gives none: an enveloped request must have all four. */
const textOr = (name: string, fallback: string): string =>
  `#if("$!{input.${name}}" == "")${fallback}#else${textOf(name)}#end`;

const CONTEXT =
  `#if(${isGiven('flow_id')} && ${isGiven('interaction_id')}), ` +
  `"flow": {"id": ${textOf('flow_id')}, "name": ${textOr('flow_name', textOf('flow_id'))}}, ` +
  `"interaction": {"id": ${textOf('interaction_id')}, "type": ${textOr('interaction_type', '"unknown"')}}#end`;
