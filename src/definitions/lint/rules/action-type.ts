import { Rule } from '../rule.js';

export const ACTION_TYPE: Rule = {
  id: 'action-type',
  severity: 'error',
  summary: '`actionType` is missing, or neither `custom` nor `customAuth`',
  check: (file) => {
    const type = file.value('actionType');
    if (type === 'custom' || type === 'customAuth') return [];
    const message =
      type === undefined
        ? 'actionType is missing: Genesys Cloud refuses the import'
        : `actionType ${JSON.stringify(type)} does not exist`;
    const fix = 'set "actionType" to "custom", or to "customAuth" for the call that fetches the token';
    return [{ node: file.node('actionType'), message, fix }];
  },
};
