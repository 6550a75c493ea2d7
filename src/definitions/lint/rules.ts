import { Rule } from './rule.js';
import { ACTION_TYPE } from './rules/action-type.js';
import { AUTH_TIMEOUT } from './rules/auth-timeout.js';
import { BODY_ON_GET } from './rules/body-on-get.js';
import { CLEAR_SECRET } from './rules/clear-secret.js';
import { DEFAULT_NOT_JSON } from './rules/default-not-json.js';
import { DEFAULT_TYPE } from './rules/default-type.js';
import { FIRST_WITHOUT_DEFAULT } from './rules/first-without-default.js';
import { FLAT_INPUT } from './rules/flat-input.js';
import { HOST_INPUT } from './rules/host-input.js';
import { INPUT_NAME } from './rules/input-name.js';
import { INTEGRATION_TYPE } from './rules/integration-type.js';
import { JSON_PATH } from './rules/json-path.js';
import { MEDIA_TYPE } from './rules/media-type.js';
import { MISSING_DEFAULT } from './rules/missing-default.js';
import { MISSING_DOLLAR } from './rules/missing-dollar.js';
import { MISSING_PART } from './rules/missing-part.js';
import { NAME_LENGTH } from './rules/name-length.js';
import { NESTED_ARRAY } from './rules/nested-array.js';
import { NOT_JSON_TEMPLATE } from './rules/not-json-template.js';
import { NOT_JSON } from './rules/not-json.js';
import { OPTIONAL_BREAKS_JSON } from './rules/optional-breaks-json.js';
import { OPTIONAL_INPUT } from './rules/optional-input.js';
import { OPTIONAL_NON_STRING } from './rules/optional-non-string.js';
import { OTHER_CASE } from './rules/other-case.js';
import { OUTPUT_NAME } from './rules/output-name.js';
import { PLAIN_HTTP } from './rules/plain-http.js';
import { QUOTED_TRANSLATION } from './rules/quoted-translation.js';
import { REQUEST_TYPE } from './rules/request-type.js';
import { RESERVED_INPUT } from './rules/reserved-input.js';
import { SCHEMA_REFERENCE } from './rules/schema-reference.js';
import { TEMPLATE_SYNTAX } from './rules/template-syntax.js';
import { TIMEOUT } from './rules/timeout.js';
import { UNDECLARED_INPUT } from './rules/undeclared-input.js';
import { UNESCAPED_JSON } from './rules/unescaped-json.js';
import { UNESCAPED_URL } from './rules/unescaped-url.js';
import { UNFILLED_VARIABLE } from './rules/unfilled-variable.js';
import { UNSENT_INPUT } from './rules/unsent-input.js';

/** All rules, in the order of docs/linting-definitions.md. */
export const RULES: readonly Rule[] = [
  NOT_JSON,
  MISSING_PART,
  ACTION_TYPE,
  INTEGRATION_TYPE,
  NAME_LENGTH,
  FLAT_INPUT,
  INPUT_NAME,
  RESERVED_INPUT,
  SCHEMA_REFERENCE,
  NESTED_ARRAY,
  REQUEST_TYPE,
  TIMEOUT,
  AUTH_TIMEOUT,
  PLAIN_HTTP,
  MEDIA_TYPE,
  CLEAR_SECRET,
  HOST_INPUT,
  TEMPLATE_SYNTAX,
  MISSING_DOLLAR,
  OTHER_CASE,
  UNDECLARED_INPUT,
  UNSENT_INPUT,
  UNESCAPED_JSON,
  UNESCAPED_URL,
  OPTIONAL_INPUT,
  OPTIONAL_NON_STRING,
  OPTIONAL_BREAKS_JSON,
  BODY_ON_GET,
  NOT_JSON_TEMPLATE,
  QUOTED_TRANSLATION,
  UNFILLED_VARIABLE,
  OUTPUT_NAME,
  JSON_PATH,
  DEFAULT_NOT_JSON,
  DEFAULT_TYPE,
  MISSING_DEFAULT,
  FIRST_WITHOUT_DEFAULT,
];
