/** Shortens a text to `maxCharacters`, including an ellipsis at the end. Never cuts a surrogate pair in half. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const isInPair = /[\ud800-\udbff]$/.test(text.slice(maxCharacters - 2, maxCharacters - 1));
  return `${text.slice(0, maxCharacters - (isInPair ? 2 : 1))}…`;
}
