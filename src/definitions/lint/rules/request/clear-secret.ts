import { DefinitionFile } from '../../document/definition-file.js';
import { Problem, Rule } from '../../rule/rule.js';

/** Names of secrets, as part of a regular expression. */
export const SECRET = '(?:api[_-]?key|client[_-]?secret|secret|password|passwd|access[_-]?token|refresh[_-]?token)';
export const SECRET_HEADER = new RegExp(
  `^(?:proxy-)?authorization$|^cookie$|${SECRET}$|^x-.*(?:token|key|secret)$|subscription-key$`,
  'i',
);
const IN_ADDRESS = new RegExp(`[?&]${SECRET}=[^&$<{]|[?&](?:key|code|sig|token)=[^&$<{]{16}|//[^/$@]+:[^/$@]+@`, 'i');
const IN_BODY = new RegExp(`"${SECRET}"\\s*:\\s*"[^"$<]|(?:^|&)${SECRET}=[^&$<]`, 'i');
/** URLs that contain a secret. */
export const WEBHOOK = new RegExp(
  [
    'hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w/]{16}',
    'discord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]{16}',
    '(?:outlook\\.office(?:365)?\\.com|webhook\\.office\\.com)/webhookb?2?/[\\w@-]{16}',
    'api\\.telegram\\.org/bot\\d+:[\\w-]{16}',
    'chat\\.googleapis\\.com/v1/spaces/[^$\\s]*[?&]key=[\\w-]{8}',
    'maker\\.ifttt\\.com/trigger/[^$\\s/]+/(?:json/)?with/key/[\\w-]{8}',
    'hooks\\.zapier\\.com/hooks/catch/\\d+/\\w+',
    '[\\w.-]+\\.webhook\\.office\\.com/webhookb2/[\\w@-]{16}',
    'hook\\.[\\w.]*(?:make|integromat)\\.com/\\w{16}',
  ].join('|'),
  'i',
);
/** Placeholders: `<KEY>`, `{{key}}`, `YOUR_TOKEN`, `xxxx`, `changeme`. */
const PLACEHOLDER =
  /[$<{]|\b(?:your|my|insert|replace|enter|add|put)[\s_-]|(?:^|\s)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*$|x{4,}|\*{3,}|\.{3}|change[\s_-]?me|placeholder|redacted|dummy|^(?:Bearer|Basic)?\s*(?:token|key|secret)?\s*$/i;

export const CLEAR_SECRET: Rule = {
  id: 'clear-secret',
  severity: 'error',
  summary: 'a token, key, password or webhook URL in plain text: every reader of the file can use it',
  check: (file) => [
    ...file.headers
      .filter(({ name, value }) => SECRET_HEADER.test(name) && isSecret(String(value)))
      .map(({ name, node }) => ({ node, ...problemIn(`the header ${name}`) })),
    ...found(file, 'requestUrlTemplate', IN_ADDRESS, 'the URL'),
    ...found(file, 'requestUrlTemplate', WEBHOOK, 'this webhook URL'),
    ...found(file, 'requestTemplate', IN_BODY, 'the body'),
  ],
};

const isSecret = (value: string): boolean => value.trim() !== '' && !PLACEHOLDER.test(value);

function found(file: DefinitionFile, field: string, pattern: RegExp, where: string): Problem[] {
  const node = file.node('config', 'request', field);
  const text = typeof node?.value === 'string' ? node.value : '';
  const at = text.search(pattern);
  return at < 0 || isPlaceholder(text.slice(at)) ? [] : [{ node, at, ...problemIn(where) }];
}

/** Returns whether the value at the start of a text, for example `?key=VALUE&…` or `"key": "VALUE"`, is a placeholder. */
function isPlaceholder(text: string): boolean {
  const [, inQuery, inJson] = /^(?:[?&]?[\w-]+=([^&\s]*)|"[^"]*"\s*:\s*"([^"]*))/.exec(text) ?? [];
  const value = inQuery ?? inJson ?? '';
  return value !== '' && PLACEHOLDER.test(value);
}

const problemIn = (where: string): Pick<Problem, 'message' | 'fix'> => ({
  message: `${where} contains a secret in plain text: every reader of this file can use it`,
  fix: "store it in the integration's credentials, write ${credentials.NAME} here, and replace the secret, because this file exposed it",
});
