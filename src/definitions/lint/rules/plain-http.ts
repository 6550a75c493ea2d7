import { Rule } from '../rule.js';

export const PLAIN_HTTP: Rule = {
  id: 'plain-http',
  severity: 'warning',
  summary: 'an `http://` address: token and data cross the internet in clear',
  check: (file) => {
    const node = file.node('config', 'request', 'requestUrlTemplate');
    if (!/^\s*http:\/\//i.test(String(node?.value))) return [];
    return [{ node, message: 'token and data cross the internet in clear', fix: 'use https://' }];
  },
};
