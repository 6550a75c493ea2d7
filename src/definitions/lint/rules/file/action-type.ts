import { Rule } from '../../rule/rule.js';

export const ACTION_TYPE: Rule = {
  id: 'action-type',
  severity: 'error',
  summary: '`actionType` of an export is missing, or not `custom` or `customAuth`',
  check: (file) => {
    const type = file.value('actionType');
    if (type === 'custom' || type === 'customAuth' || (type === undefined && !file.isExport)) return [];
    const node = file.node('actionType');
    if (type === 'static') {
      const message = 'built-in actions, of actionType "static", cannot be imported';
      return [{ node, message, fix: 'set "actionType" to "custom" for a copy of the built-in action' }];
    }
    const message =
      type === undefined
        ? 'actionType is missing: Genesys Cloud rejects the import'
        : `actionType ${JSON.stringify(type)} does not exist: Genesys Cloud rejects the import`;
    const fix = 'set "actionType" to "custom", or to "customAuth" for the call that fetches the token';
    return [{ node, message, fix }];
  },
};
