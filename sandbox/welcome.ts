import type { ActionExample } from './action-examples.js';

/** Name and password of the status page and the inspector in the sandbox. */
export const SANDBOX_OPERATOR = { name: 'operator', password: 'sandbox-operator' };

export interface Welcome {
  readonly url: string;
  readonly controlUrl: string;
  readonly token: string;
  readonly caller: { readonly id: string; readonly secret: string };
  readonly examples: readonly ActionExample[];
}

export function welcome({ url, controlUrl, token, caller, examples }: Welcome): string {
  const { name, password } = SANDBOX_OPERATOR;
  return [
    '',
    `Start page    ${url}/`,
    `Control page  ${controlUrl}/  switch faults on and off, send calls, see the flow's outputs`,
    `Swagger UI    ${url}/docs  authorize with the client ${caller.id}; its credentials are filled in`,
    `Status page   ${url}/status  user ${name}, password ${password}`,
    `Inspector     ${url}/status/requests  the same password`,
    '',
    'Call an action (the token is valid for 12 hours):',
    '',
    `export TOKEN=${token}`,
    '',
    ...examples.map((example) => curlOf(url, example)),
    '',
    'Simulate a failure, on the control page or with its API (docs/sandbox.md):',
    '',
    `curl -X PUT ${controlUrl}/faults/crm/customers -d '{"kind": "hang"}'`,
    `curl -X DELETE ${controlUrl}/faults`,
    '',
    'Ready. Ctrl+C stops the sandbox.',
    '',
  ].join('\n');
}

function curlOf(url: string, { path, input }: ActionExample): string {
  const body = JSON.stringify(input).replaceAll("'", `'\\''`);
  return `curl -sS ${url}${path} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${body}'`;
}
