import { SECRET, SECRET_HEADER, WEBHOOK } from '../lint/rules/request/clear-secret.js';

/** Secret that was moved out of a definition. */
export interface MovedSecret {
  /** Name of the credential that replaces the secret. */
  readonly credential: string;
  readonly value: string;
  /** Where the secret was in the definition, for messages. */
  readonly place: string;
}

/** The parts of a request that can contain secrets. */
export interface SecretiveRequest {
  readonly requestUrlTemplate: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestTemplate: string;
}

const SCHEME = /^(\s*(?:Bearer|Basic|Token|ApiKey|Api-Key|Digest|SSWS)\s+)(\S[^]*)$/i;
const IN_QUERY = new RegExp(`([?&](${SECRET}|key|code|sig|token)=)([^&#$<{}\\s]+)`, 'gi');
const USER_INFO = /^(\s*https?:\/\/)([^/$@:]+):([^/$@]*)@/i;
const IN_JSON = new RegExp(`("(${SECRET})"\\s*:\\s*")([^"$<\\\\]+)(?=")`, 'gi');
const IN_FORM = new RegExp(`((?:^|&)(${SECRET})=)([^&$<{}"\\s]+)`, 'gi');

/** Parameter names that mean a secret only if the value is long. */
const AMBIGUOUS = /^(?:key|code|sig|token)$/i;
const LONG = 16;

/** Replaces the secrets of a request by references to credentials. */
export function moveSecrets(request: SecretiveRequest): { request: SecretiveRequest; moved: MovedSecret[] } {
  const moved: MovedSecret[] = [];
  const reference = (name: string, value: string, place: string): string => {
    const credential = freeName(name.replace(/\W+/g, '_').toLowerCase(), value, moved);
    moved.push({ credential, value, place });
    return `\${credentials.${credential}}`;
  };
  const headers = Object.entries(request.headers).map(([name, text]): [string, string] => {
    if (!SECRET_HEADER.test(name) || text.includes('$') || text.trim() === '') return [name, text];
    const [, scheme = '', value = text] = SCHEME.exec(text) ?? [];
    return [name, scheme + reference(name, value.trim(), `the header ${name}`)];
  });
  const inText = (text: string, pattern: RegExp, place: string, isEncoded: boolean): string =>
    text.replace(pattern, (whole: string, lead: string, name: string, value: string) => {
      if (AMBIGUOUS.test(name) && value.length < LONG) return whole;
      const written = reference(name, isEncoded ? decoded(value) : value, place);
      return `${lead}$esc.${isEncoded ? 'url' : 'jsonString'}(${written})`;
    });
  let url = request.requestUrlTemplate.replace(USER_INFO, (_, scheme: string, user: string, password: string) => {
    const [name, secret] = [
      reference('username', decoded(user), 'the URL'),
      reference('password', decoded(password), 'the URL'),
    ];
    headers.push(['Authorization', `Basic $encoding.base64("${name}:${secret}")`]);
    return scheme;
  });
  url = inText(url, IN_QUERY, 'the URL', true);
  if (WEBHOOK.test(url))
    url = url.replace(
      /^(\s*https?:\/\/[^/]+\/)([^?#\s]+)/i,
      (_, origin: string, path: string) => origin + reference('webhook', path, 'the URL'),
    );
  const body = inText(inText(request.requestTemplate, IN_JSON, 'the body', false), IN_FORM, 'the body', true);
  return {
    request: { requestUrlTemplate: url, headers: Object.fromEntries(headers), requestTemplate: body },
    moved,
  };
}

/** Returns a credential name that no other secret has. Equal values share a name. */
function freeName(name: string, value: string, moved: readonly MovedSecret[]): string {
  const base = /^[a-z]/.test(name) ? name : `secret_${name}`;
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? base : `${base}_${count}`;
    const owner = moved.find(({ credential }) => credential === candidate);
    if (!owner || owner.value === value) return candidate;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
