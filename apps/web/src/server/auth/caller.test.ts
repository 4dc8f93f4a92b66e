import { describe, expect, it } from 'vitest';
import { hashKey, keyFromHeaders } from './caller';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key of a request', () => {
  it.each([
    ['a bearer token', { authorization: 'Bearer mr_one' }, 'mr_one'],
    ['a bearer token in small letters', { authorization: 'bearer mr_one' }, 'mr_one'],
    ['a header of its own', { 'x-api-key': 'mr_two' }, 'mr_two'],
    ['the password of basic authentication', { authorization: basic('anybody:mr_three') }, 'mr_three'],
    ['a password without a name', { authorization: basic(':mr_three') }, 'mr_three'],
  ])('is found as %s', (_form, headers, key) => {
    expect(keyFromHeaders(new Headers(headers))).toBe(key);
  });

  it.each([
    ['nothing', {}],
    ['another scheme', { authorization: 'Digest mr_one' }],
    ['basic authentication without a password', { authorization: basic('anybody') }],
  ])('is not found in %s', (_form, headers) => {
    expect(keyFromHeaders(new Headers(headers))).toBeNull();
  });

  it('is stored as the SHA-256 of its text, in base64url without padding', () => {
    // FIPS 180-2, appendix B.1: SHA-256("abc").
    const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(hashKey('abc')).toBe(Buffer.from(digest, 'hex').toString('base64url'));
    expect(hashKey('abc')).not.toContain('=');
  });
});
