import { Rule } from '../../rule/rule.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export const REQUEST_TYPE: Rule = {
  id: 'request-type',
  severity: 'error',
  summary: '`requestType` is not GET, POST, PUT, PATCH or DELETE',
  check: (file) => {
    const type = file.value('config', 'request', 'requestType');
    if (type === undefined || METHODS.some((method) => method === type)) return [];
    return [
      {
        node: file.node('config', 'request', 'requestType'),
        message: `the platform does not support ${JSON.stringify(type)}`,
        fix: `use one of ${METHODS.join(', ')}, in capitals`,
      },
    ];
  },
};
