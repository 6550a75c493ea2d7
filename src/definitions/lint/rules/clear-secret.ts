import { DefinitionFile } from '../definition-file.js';
import { Problem, Rule } from '../rule.js';

const SECRET = '(?:api[_-]?key|client[_-]?secret|secret|password|passwd|access[_-]?token|refresh[_-]?token)';
const SECRET_HEADER = new RegExp(
  `^(?:proxy-)?authorization$|^cookie$|${SECRET}|^x-.*(?:token|key)$|subscription-key`,
  'i',
);
const IN_ADDRESS = new RegExp(`[?&]${SECRET}=[^&$<{]|[?&](?:key|code|sig|token)=[^&$<{]{16}|//[^/$@]+:[^/$@]+@`, 'i');
const IN_BODY = new RegExp(`"${SECRET}"\\s*:\\s*"[^"$<]|(?:^|&)${SECRET}=[^&$<]`, 'i');

export const CLEAR_SECRET: Rule = {
  id: 'clear-secret',
  severity: 'error',
  summary: 'a token, key or password in clear: whoever gets the file has it',
  check: (file) => [
    ...file.headers
      .filter(({ name, value }) => SECRET_HEADER.test(name) && isLiteral(String(value)))
      .map(({ name, node }) => ({ node, ...toldOf(`the header ${name}`) })),
    ...found(file, 'requestUrlTemplate', IN_ADDRESS, 'the address'),
    ...found(file, 'requestTemplate', IN_BODY, 'the body'),
  ],
};

/** Nothing in it comes from credentials, and it is no place-holder such as `<YOUR KEY>`. */
const isLiteral = (value: string): boolean => value.trim() !== '' && !/[$<]/.test(value);

function found(file: DefinitionFile, field: string, pattern: RegExp, where: string): Problem[] {
  const node = file.node('config', 'request', field);
  const at = typeof node?.value === 'string' ? node.value.search(pattern) : -1;
  return at < 0 ? [] : [{ node, at, ...toldOf(where) }];
}

const toldOf = (where: string): Pick<Problem, 'message' | 'fix'> => ({
  message: `${where} holds a secret in clear`,
  fix: "put it into the integration's credentials and write ${credentials.NAME}; then change it, since it was shared",
});
