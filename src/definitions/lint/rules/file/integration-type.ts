import { Rule } from '../../rule/rule.js';

/** Type of web services, and pattern of all other types: Genesys Cloud, functions, AWS Lambda, Salesforce, … */
const KNOWN = /^(custom-rest-actions|[a-z0-9-]+-data-actions|[a-z0-9-]+-datadip)$/;

export const INTEGRATION_TYPE: Rule = {
  id: 'integration-type',
  severity: 'error',
  summary: '`integrationType` of an export is missing, or this type does not support Data Actions',
  check: (file) => {
    const type = file.value('integrationType');
    if ((typeof type === 'string' && KNOWN.test(type)) || (type === undefined && !file.isExport)) return [];
    const message =
      type === undefined
        ? 'integrationType is missing: Genesys Cloud rejects the import'
        : `integrationType ${JSON.stringify(type)} does not support Data Actions`;
    const fix =
      'set "integrationType" to "custom-rest-actions" for a web service, to "purecloud-data-actions" for the API of Genesys Cloud';
    return [{ node: file.node('integrationType'), message, fix }];
  },
};
