import { Rule } from '../../rule/rule.js';

export const TIMEOUT: Rule = {
  id: 'timeout',
  severity: 'error',
  summary: '`timeoutSeconds` is not an integer from 1 to 60',
  check: (file) =>
    [file.node('config', 'timeoutSeconds'), file.node('timeoutSeconds')].flatMap((node) => {
      const seconds: unknown = node?.value;
      if (!node || (Number.isInteger(seconds) && Number(seconds) >= 1 && Number(seconds) <= 60)) return [];
      return [{ node, message: 'the platform waits for 1 to 60 seconds', fix: 'use an integer from 1 to 60' }];
    }),
};
