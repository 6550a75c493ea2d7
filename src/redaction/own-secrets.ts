/** Returns the present secrets: those in files change. */
type SecretSource = () => readonly string[];

const sources = new Set<SecretSource>();

/** Registers the secrets of a configuration, so that no text from outside that repeats one of them is passed on. */
export const registerSecrets = (source: SecretSource): void => void sources.add(source);

/**
 * Removes the configured secrets from a text, however short they are: as they are written, as JSON has them, and as a URL has
 * them. No pattern could recognise a short one.
 */
export function removeOwnSecrets(text: string, replacement: string): string {
  const forms = [...sources].flatMap((source) => source().flatMap(formsOf));
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, form) => rest.replaceAll(form, replacement), text);
}

function formsOf(secret: string): string[] {
  if (secret === '') return [];
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}
