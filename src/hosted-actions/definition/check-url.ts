import { Reference, Statement } from '../../engine/velocity/parse/template-node.js';
import { RequestTemplate, TemplateDefect } from './request-template.js';

/** Target of a definition's requests: the API of Genesys Cloud, or a web service. */
export type Kind = 'genesys' | 'web-service';

const WHOLE_HOST = /^https?:\/\/[^/?#\s]+(?=[/?#])/i;

/** Placeholder for a credential. The definition does not contain its value. */
const ANY_ADDRESS = 'https://credential.invalid';

/**
 * Checks that no input can choose the host. The template must begin with the host, as text or as a credential.
 *
 * @returns the defect; undefined if there is none
 */
export function hostDefect({ velocity, inputs, keys }: RequestTemplate, kind: Kind): TemplateDefect | undefined {
  const defect = (message: string, index?: number): TemplateDefect => ({
    keys,
    message,
    ...(index !== undefined && { index }),
  });
  const start = leadingText(velocity.template.block, (reference) => !inputs.reach(reference));
  const text = start.text.trimStart();
  if (kind === 'genesys')
    return /^\/(?!\/)/.test(text)
      ? undefined
      : defect('the URL of a Genesys Cloud action must begin with /, as in /api/v2/…', start.end);
  if (/^\//.test(text)) return defect('the URL of a web service action must begin with https:// and the host');
  if (WHOLE_HOST.test(text) || (start.isWhole && WHOLE_HOST.test(`${text}/`)))
    return /^https?:\/\/[^/?#]*@/i.test(text)
      ? defect('the URL contains a user name or a password: move it to a header Authorization with ${credentials.…}')
      : undefined;
  if (text === '' && start.isWhole) return defect('the URL is empty');
  if (start.stopsAt)
    return defect(
      `${start.stopsAt.literal.slice(0, 60)} can change the host, but the definition must fix the host. ` +
        'Write the host as text, or take it from ${credentials.…}',
      start.end,
    );
  return defect('the URL must begin with https:// and a host that does not depend on #if', start.end);
}

interface Start {
  readonly text: string;
  /** Offset of the next part in the template. */
  readonly end: number;
  /** The first reference that an input can influence. */
  readonly stopsAt?: Reference;
  readonly isWhole: boolean;
}

/** Returns the part of a URL template before the first reference that an input can change. */
function leadingText(block: readonly Statement[], isFixed: (reference: Reference) => boolean): Start {
  let text = '';
  let end = 0;
  for (const statement of block) {
    if (statement.kind === 'text') {
      text += statement.text;
      end += statement.text.length;
    } else if (statement.kind === 'reference' && isFixed(statement)) {
      text += text.trim() === '' ? ANY_ADDRESS : 'x';
      ({ end } = statement);
    } else if (statement.kind !== 'set') {
      return {
        text,
        end,
        isWhole: false,
        ...(statement.kind === 'reference' && { stopsAt: statement, end: statement.start }),
      };
    }
  }
  return { text, end, isWhole: true };
}
