import { HostedDefinition, effectOf } from '../../hosted-actions/definition/hosted-definition.js';

/** The parts of a policy's text. */
export interface PolicyOptions {
  readonly hosted: HostedDefinition;
  /** Environment variable of each credential, by the name of the credential. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Names of `customAuth` actions to choose from, if the action needs one. */
  readonly auths: readonly string[];
  /** Path from the policy to the JSON Schema of policies, for editors. */
  readonly schema: string | undefined;
}

/** Returns the text of a policy with a comment for each key. */
export function policyText({ hosted, credentials, auths, schema }: PolicyOptions): string {
  const { name, definition } = hosted;
  const isAuth = definition.actionType === 'customAuth';
  const lines = [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    `# Policy of the Data Action ${JSON.stringify(definition.name.slice(0, 200))}. Each key is optional.`,
    '# docs/hosting-actions.md describes all keys.',
    '',
    '# The action is served at /api/v1/dataactions/<name>.',
    `name: ${name}`,
    '',
    ...(isAuth ? [] : effectLines(hosted)),
    ...credentialLines(credentials),
    ...authLines(auths),
    '# Time limit of one attempt at the upstream, and number of attempts of one call.',
    '# timeoutSeconds: 5',
    '# retry: { attempts: 3 }',
  ];
  return `${lines.join('\n')}\n`;
}

function effectLines(hosted: HostedDefinition): string[] {
  const { requestType } = hosted.definition.config.request;
  const effect = effectOf(hosted);
  const common = [
    '# Concurrent executions in one process. Further calls wait, then fail with OVERLOADED.',
    '# concurrency: 10',
    '',
    '# A failure of the upstream that means "not found", and the output of the action in this case.',
    '# notFound: { status: 404, output: {} }',
    '',
  ];
  if (effect === 'read')
    return [
      `# A ${requestType} only reads.`,
      'effect: read',
      '',
      '# Uncomment to cache outputs: fresh for ttlSeconds, then for staleSeconds only if the upstream fails.',
      '# cache: { ttlSeconds: 300, staleSeconds: 3600 }',
      '',
      ...common,
    ];
  return [
    `# A ${requestType} changes data, so each call needs an idempotency key and is executed once per key.`,
    '# If the request only searches, write "effect: read". Then calls need no key, and outputs can be cached.',
    'effect: write',
    '',
    '# Uncomment the line that is true for the upstream. Otherwise a request without a response is never repeated.',
    '# idempotency: { header: Idempotency-Key }   # the upstream honours a key in this header',
    '# idempotency: { repeatable: true }          # sending the request twice has the effect of sending it once',
    '',
    ...common,
  ];
}

const credentialLines = (credentials: ReadonlyMap<string, string>): string[] =>
  credentials.size === 0
    ? []
    : [
        '# The values of ${credentials.…}: an environment variable (or NAME_FILE), or { file: /run/secrets/… }.',
        'credentials:',
        ...[...credentials].map(([name, variable]) => `  ${name}: { env: ${variable} }`),
        '',
      ];

function authLines([auth]: readonly string[]): string[] {
  return auth === undefined ? [] : ['# The customAuth action whose output is ${authResponse.…}.', `auth: ${auth}`, ''];
}
