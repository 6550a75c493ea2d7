import { Rule } from '../../rule/rule.js';

export const PLAIN_HTTP: Rule = {
  id: 'plain-http',
  severity: 'warning',
  summary: 'an `http://` URL: token and data are sent in plain text',
  check: (file) => {
    const node = file.node('config', 'request', 'requestUrlTemplate');
    if (!/^\s*http:\/\//i.test(String(node?.value))) return [];
    return [{ node, message: 'token and data are sent in plain text', fix: 'use https://' }];
  },
};
