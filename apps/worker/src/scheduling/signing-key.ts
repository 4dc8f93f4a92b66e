const standardPrefix = 'whsec_';
/** What Standard Webhooks asks of a key, in bytes: a shorter one could be guessed from a signature. */
export const shortestStandardKey = 24;

/**
 * The key behind a secret: base64 behind `whsec_`, as libraries of Standard Webhooks write it; else its text as UTF-8.
 * Null where it is empty, or where what stands behind `whsec_` is no base64 or shorter than 24 bytes.
 */
export function signingKey(secret: string): Buffer | null {
  if (!secret.startsWith(standardPrefix)) return secret === '' ? null : Buffer.from(secret, 'utf8');
  const written = secret.slice(standardPrefix.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(written)) return null; // Buffer.from would pass over what is no base64
  const key = Buffer.from(written, 'base64');
  return key.length < shortestStandardKey ? null : key;
}
