import { Rule } from './rule/rule.js';
import { ACTION_TYPE } from './rules/file/action-type.js';
import { AUTH_TIMEOUT } from './rules/file/auth-timeout.js';
import { BODY_ON_GET } from './rules/request/body-on-get.js';
import { CLEAR_SECRET } from './rules/request/clear-secret.js';
import { DEFAULT_NOT_JSON } from './rules/response/default-not-json.js';
import { DEFAULT_TYPE } from './rules/inputs/default-type.js';
import { FIRST_WITHOUT_DEFAULT } from './rules/response/first-without-default.js';
import { FLAT_INPUT } from './rules/inputs/flat-input.js';
import { HOST_INPUT } from './rules/inputs/host-input.js';
import { INPUT_NAME } from './rules/inputs/input-name.js';
import { INTEGRATION_TYPE } from './rules/file/integration-type.js';
import { JSON_PATH } from './rules/response/json-path.js';
import { MEDIA_TYPE } from './rules/request/media-type.js';
import { MISSING_DEFAULT } from './rules/response/missing-default.js';
import { MISSING_DOLLAR } from './rules/request/missing-dollar.js';
import { MISSING_PART } from './rules/file/missing-part.js';
import { NAME_LENGTH } from './rules/file/name-length.js';
import { NESTED_ARRAY } from './rules/response/nested-array.js';
import { NOT_JSON_TEMPLATE } from './rules/request/not-json-template.js';
import { NOT_JSON } from './rules/file/not-json.js';
import { OPTIONAL_BREAKS_JSON } from './rules/inputs/optional-breaks-json.js';
import { OPTIONAL_INPUT } from './rules/inputs/optional-input.js';
import { OPTIONAL_NON_STRING } from './rules/inputs/optional-non-string.js';
import { OTHER_CASE } from './rules/response/other-case.js';
import { OUTPUT_NAME } from './rules/response/output-name.js';
import { PLAIN_HTTP } from './rules/request/plain-http.js';
import { QUOTED_TRANSLATION } from './rules/response/quoted-translation.js';
import { REQUEST_TYPE } from './rules/request/request-type.js';
import { RESERVED_INPUT } from './rules/inputs/reserved-input.js';
import { SCHEMA_REFERENCE } from './rules/file/schema-reference.js';
import { TEMPLATE_SYNTAX } from './rules/request/template-syntax.js';
import { TIMEOUT } from './rules/file/timeout.js';
import { UNDECLARED_INPUT } from './rules/inputs/undeclared-input.js';
import { UNESCAPED_JSON } from './rules/request/unescaped-json.js';
import { UNESCAPED_URL } from './rules/request/unescaped-url.js';
import { UNFILLED_VARIABLE } from './rules/request/unfilled-variable.js';
import { UNSENT_INPUT } from './rules/inputs/unsent-input.js';

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
