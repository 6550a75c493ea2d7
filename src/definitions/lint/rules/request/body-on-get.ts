import { Rule } from '../../rule/rule.js';

/** Template that the platform writes into every action without a body. */
const NO_BODY = /^\s*(\$!?\{?input\.rawRequest\}?)?\s*$/i;

export const BODY_ON_GET: Rule = {
  id: 'body-on-get',
  severity: 'warning',
  summary: 'a `requestTemplate` on a GET: the platform does not send it',
  check: (file) => {
    const node = file.node('config', 'request', 'requestTemplate');
    const isGet = file.value('config', 'request', 'requestType') === 'GET';
    if (!isGet || node?.type !== 'string' || NO_BODY.test(String(node.value))) return [];
    return [{ node, message: 'a GET does not send a body', fix: 'put the values into the URL, or use POST' }];
  },
};
