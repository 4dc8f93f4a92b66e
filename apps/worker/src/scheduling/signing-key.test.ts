import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signingKey } from './signing-key';

describe('the key that signs messages', () => {
  it('is the text of a secret, as UTF-8', () => {
    expect(signingKey('Zürich')).toEqual(Buffer.from('Zürich', 'utf8'));
  });

  it('is what stands in base64 behind whsec_, padded or not', () => {
    const key = randomBytes(32);
    expect(signingKey(`whsec_${key.toString('base64')}`)).toEqual(key);
    expect(signingKey(`whsec_${key.toString('base64').replace(/=+$/, '')}`)).toEqual(key);
    const shortest = randomBytes(24);
    expect(signingKey(`whsec_${shortest.toString('base64')}`)).toEqual(shortest);
  });

  it.each([
    '',
    'whsec_',
    'whsec_====',
    `whsec_${Buffer.alloc(23, 7).toString('base64')}`,
    `whsec_${'ab-_'.repeat(12)}`,
  ])('is none where the secret is empty, short or no base64: %j', (secret) => {
    expect(signingKey(secret)).toBeNull();
  });
});
