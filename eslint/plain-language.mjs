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
  [/\banswer(s|ed|ing)?\b/i, 'write respond, response or output'],
  [/(?<!\bthere )\b(is|are|was|were) no (?!longer|more|such)/i, 'write "is not a"'],
  [/\b(takes?|gives?|holds?) no\b/i, 'write "does not accept", "returns no" or "contains no"'],
  [/\btells?\b/i, 'write reports, shows or distinguishes'],
  [/\bin (hand|doubt)\b/i, 'name the state, for example an unknown outcome'],
  [/\b(anew|lately|all the same|as many again)\b/i, 'write again, recently, nevertheless or the same number'],
];

const TITLED = new Set(['describe', 'it', 'test']);
const LOGGED = new Set(['fatal', 'error', 'warn', 'info', 'log', 'debug']);

/** Returns the name of the function that a call begins with: `it` for `it.each(table)(title, …)`. */
const rootName = (callee) => {
  let node = callee;
  while (node && node.type !== 'Identifier') node = node.object ?? node.callee ?? node.tag ?? node.test;
  return node?.name;
};

/** Returns the text of a title or a message, which may be a template. */
const textOf = (node) => {
  if (node?.type === 'Literal') return String(node.value);
  if (node?.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked).join(' … ');
  return undefined;
};

/** Flags comments, titles of tests, and messages of errors and log lines that use a banned construction. */
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
        const checkText = (node) => {
          const text = textOf(node);
          if (text !== undefined) check(text, node.loc);
        };
        return {
          Program() {
            for (const { value, loc } of context.sourceCode.getAllComments()) check(value, loc);
          },
          CallExpression({ callee, arguments: args }) {
            const isTitled = TITLED.has(rootName(callee));
            if (isTitled || LOGGED.has(callee.property?.name)) checkText(args[0]);
          },
          NewExpression({ arguments: args }) {
            args.forEach(checkText);
          },
        };
      },
    },
  },
};
