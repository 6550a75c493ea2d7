/** Returns the current secrets. Secrets in files can change. */
type SecretSource = () => readonly string[];

const sources = new Set<SecretSource>();

/** Registers the secrets of a configuration, so that `removeOwnSecrets` removes them. */
export const registerSecrets = (source: SecretSource): void => void sources.add(source);

/**
 * Removes the configured secrets from a text: in plain form, escaped for JSON, and encoded for a URL. Also removes short
 * secrets, which a pattern could not recognise.
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
