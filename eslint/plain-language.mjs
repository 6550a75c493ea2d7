/** Constructions that are hard to read in a second language, and their replacements. */
const BANNED = [
  [/\bwho(ever|soever)\b/i, 'name the noun: the caller, the process, the client'],
  [/\bshall\b/i, 'write the present tense'],
  [/\bdear(er|est)?\b/i, 'write slow, costly or expensive'],
  [
    /\b(is|are|was|were|be|been|being) (told|said|asked)\b/i,
    'write the verb of the field: notified, sent, recorded, rejected',
  ],
  [/\b(told|said) (apart|where|of|what|by)\b/i, 'write the verb of the field: reported, stated'],
  [/\bbe it\b/i, 'list the cases'],
  [
    /\bwhat (is|was|has been) (kept|told|asked|said|given|taken|held)\b/i,
    'use a noun: the entry, the input, the result',
  ],
  [/\b(nobody|somebody|anybody)\b/i, 'name the noun: the caller, the process, the client'],
  [/\b(told|as ever|says? so|of ours|on our side)\b/i, 'name the event, the owner or the state'],
  [/\bwhat (it|they|the \w+) (makes?|says?|knows?|tells?)\b/i, 'use a noun: the result, the message'],
  [/\b(answers?|answered) (well|ill)\b/i, 'write succeeds or fails'],
];

const TITLED = new Set(['describe', 'it', 'test']);

/** Returns the name of the function that a call begins with: `it` for `it.each(table)(title, …)`. */
const rootName = (callee) => {
  let node = callee;
  while (node && node.type !== 'Identifier') node = node.object ?? node.callee ?? node.tag ?? node.test;
  return node?.name;
};

/** Returns the text of a title, which may be a template. */
const titleText = (node) => {
  if (node?.type === 'Literal') return String(node.value);
  if (node?.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join(' … ');
  return undefined;
};

/** Flags comments and titles of tests that use a banned construction. */
export const plainLanguage = {
  rules: {
    prose: {
      meta: { type: 'suggestion', messages: { banned: 'Plain language: replace "{{text}}"; {{advice}}.' }, schema: [] },
      create: (context) => {
        const check = (prose, loc) => {
          for (const [pattern, advice] of BANNED) {
            const text = pattern.exec(prose)?.[0];
            if (text) context.report({ loc, messageId: 'banned', data: { text, advice } });
          }
        };
        return {
          Program() {
            for (const { value, loc } of context.sourceCode.getAllComments()) check(value, loc);
          },
          CallExpression({ callee, arguments: [title] }) {
            const text = TITLED.has(rootName(callee)) ? titleText(title) : undefined;
            if (text !== undefined) check(text, title.loc);
          },
        };
      },
    },
  },
};
