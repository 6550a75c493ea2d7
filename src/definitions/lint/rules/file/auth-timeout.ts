import { Rule } from '../../rule/rule.js';

export const AUTH_TIMEOUT: Rule = {
  id: 'auth-timeout',
  severity: 'error',
  summary: '`timeoutSeconds` on a `customAuth` action, which does not support it',
  check: (file) => {
    const node = file.node('config', 'timeoutSeconds') ?? file.node('timeoutSeconds');
    if (!node || !file.isAuth) return [];
    return [{ node, message: 'a customAuth action does not support timeoutSeconds', fix: 'remove it' }];
  },
};
