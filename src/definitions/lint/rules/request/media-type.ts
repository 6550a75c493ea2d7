import { Rule } from '../../rule/rule.js';

const IS_JSON = /^\s*(\*\/\*|application\/\*|[\w.-]+\/([\w.-]+\+)?json)\s*(;|$)/i;

export const MEDIA_TYPE: Rule = {
  id: 'media-type',
  severity: 'error',
  summary: 'an `Accept` header without JSON, or a JSON body with another `Content-Type`',
  check: ({ headers, templates }) => {
    const hasJsonBody = templates.some(({ role }) => role === 'json');
    return headers.flatMap(({ name, node, value }) => {
      if (typeof value !== 'string' || value.includes('$')) return [];
      if (/^accept$/i.test(name) && !value.split(',').some((type) => IS_JSON.test(type)))
        return [{ node, message: 'the platform reads JSON only', fix: 'accept application/json' }];
      if (/^content-type$/i.test(name) && hasJsonBody && !IS_JSON.test(value))
        return [
          { node, message: 'the body is JSON, but this header names another type', fix: 'send application/json' },
        ];
      return [];
    });
  },
};
