const standardPrefix = 'whsec_';

/** The key behind a secret: base64 behind `whsec_`, as libraries of Standard Webhooks write it; else its text as UTF-8. */
export function signingKey(secret: string): Buffer {
  return secret.startsWith(standardPrefix)
    ? Buffer.from(secret.slice(standardPrefix.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
