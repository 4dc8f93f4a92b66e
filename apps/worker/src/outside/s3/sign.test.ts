import { describe, expect, it } from 'vitest';
import { s3Address } from './address';
import { signGet } from './sign';
import { verifySignature } from './testing/verify-signature';

/** Key, day and bucket of the examples in the S3 API reference, "Examples: Signature Calculations". */
const accessKey = 'AKIAIOSFODNN7EXAMPLE';
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const at = new Date('2013-05-24T00:00:00Z');
const credentials = { accessKey, secretKey, region: 'us-east-1' };

const examples: readonly [string, Record<string, string>, string][] = [
  ['/test.txt', { range: 'bytes=0-9' }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
  ['/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
  ['/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
];

describe('a signature', () => {
  it.each(examples)('is the published one for GET %s', (target, headers, signature) => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com${target}`);
    const signed = signGet(url, { ...credentials, headers, at });
    expect(signed.authorization).toMatch(new RegExp(`Signature=${signature}$`));
    const request = { method: 'GET', target, headers: { ...signed, host: url.host } };
    expect(verifySignature(request, { ...credentials, now: at })).toBe('right');
  });

  it('holds for this key, secret, region, path, header and quarter of an hour only', () => {
    const url = new URL('https://b.s3.amazonaws.com/a.csv');
    const signed = signGet(url, { ...credentials, headers: { 'if-match': '"one"' }, at });
    const headers = { ...signed, host: url.host };
    const request = { method: 'GET', target: '/a.csv', headers };
    const known = { ...credentials, now: at };
    expect(verifySignature(request, known)).toBe('right');
    expect(verifySignature({ ...request, target: '/b.csv' }, known)).toBe('wrong signature');
    expect(verifySignature({ ...request, headers: { ...headers, 'if-match': '"two"' } }, known)).toBe(
      'wrong signature',
    );
    expect(verifySignature(request, { ...known, secretKey: 'another' })).toBe('wrong signature');
    expect(verifySignature(request, { ...known, accessKey: 'another' })).toBe('unknown key');
    expect(verifySignature(request, { ...known, region: 'eu-central-1' })).toBe('wrong region');
    expect(verifySignature(request, { ...known, now: new Date('2013-05-24T00:20:00Z') })).toBe('wrong time');
  });
});

describe('the address of a bucket', () => {
  const place = { endpoint: '', region: 'eu-central-1', bucket: 'shop', addressing: 'auto' as const };
  it.each([
    [place, 'https://shop.s3.eu-central-1.amazonaws.com/a/b.csv'],
    [{ ...place, addressing: 'path' as const }, 'https://s3.eu-central-1.amazonaws.com/shop/a/b.csv'],
    [{ ...place, bucket: 'shop.eu' }, 'https://s3.eu-central-1.amazonaws.com/shop.eu/a/b.csv'],
    [{ ...place, region: 'cn-north-1' }, 'https://shop.s3.cn-north-1.amazonaws.com.cn/a/b.csv'],
    [{ ...place, endpoint: 'http://127.0.0.1:9000/' }, 'http://127.0.0.1:9000/shop/a/b.csv'],
    [{ ...place, endpoint: 'https://h.example/storage/s3' }, 'https://h.example/storage/s3/shop/a/b.csv'],
    [{ ...place, endpoint: 'https://h.example', addressing: 'host' as const }, 'https://shop.h.example/a/b.csv'],
  ])('%j', (given, address) => expect(s3Address(given, 'a/b.csv').href).toBe(address));

  it('keeps odd keys as they are', () => {
    const url = s3Address({ ...place, addressing: 'path' }, "a//ü b+c&d=1?#%'(é)*.csv", { prefix: 'a b/+' });
    expect(url.pathname).toBe('/shop/a//%C3%BC%20b%2Bc%26d%3D1%3F%23%25%27%28%C3%A9%29%2A.csv');
    expect(url.search).toBe('?prefix=a%20b%2F%2B');
  });
});
