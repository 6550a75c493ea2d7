import { isObject } from '../../engine/contract/json-schema.js';

/** Returns a definition as export JSON, in the member order of Genesys Cloud. */
export function exportedJson(json: unknown): { name: string; text: string } {
  const file = isObject(json) ? json : {};
  const isAuth = file['actionType'] === 'customAuth';
  const name = typeof file['name'] === 'string' ? file['name'] : 'action';
  const order = ['name', 'integrationType', 'actionType', 'integrationId', 'category', 'config', 'contract', 'secure'];
  const rest = Object.keys(file).filter((key) => !order.includes(key));
  const entries = [...order, ...rest].flatMap((key) => (key in file ? [[key, file[key]] as const] : []));
  const fileName = `${name.replace(/[^\w.-]+/g, '-')}.${isAuth ? 'customAuth' : 'custom'}.json`;
  return { name: fileName, text: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` };
}
