/** Constructions that a reader with any first language stumbles over, and what to write instead. */
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
  [/\bnobody's\b/i, 'say who owns it'],
  [/\b(answers?|answered) (well|ill)\b/i, 'write succeeds or fails'],
];

/** Flags comments that use a banned construction. Names and strings are left to the reviewer. */
export const plainLanguage = {
  rules: {
    comments: {
      meta: { type: 'suggestion', messages: { banned: 'Plain language: replace "{{text}}"; {{advice}}.' }, schema: [] },
      create: (context) => ({
        Program() {
          for (const comment of context.sourceCode.getAllComments())
            for (const [pattern, advice] of BANNED) {
              const text = pattern.exec(comment.value)?.[0];
              if (text) context.report({ loc: comment.loc, messageId: 'banned', data: { text, advice } });
            }
        },
      }),
    },
  },
};
