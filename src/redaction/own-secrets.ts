/** Returns the current secrets. Secrets in files can change. */
type SecretSource = () => readonly string[];

const sources = new Set<SecretSource>();

/** Registers the secrets of a configuration, so that they are removed from texts that come from outside. */
export const registerSecrets = (source: SecretSource): void => void sources.add(source);

/**
 * Removes the configured secrets from a text: in plain form, as escaped in JSON, and as encoded in a URL. This includes short
 * secrets, which no pattern could recognise.
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
