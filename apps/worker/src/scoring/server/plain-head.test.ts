import { describe, expect, it } from 'vitest';
import { readPlainHead, rememberHeads } from './plain-head';

const lines = (...more: string[]) =>
  [
    'POST /serve/shop.churn/predict HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Content-Length: 12',
    ...more,
  ].join('\r\n');

describe('plain heads', () => {
  it('reads what clients send', () => {
    expect(readPlainHead(lines('Authorization: Bearer abc', 'Connection: Keep-Alive'))).toEqual({
      slug: 'shop.churn',
      headers: {
        host: 'localhost',
        'content-type': 'application/json',
        'content-length': '12',
        authorization: 'Bearer abc',
        connection: 'Keep-Alive',
      },
      length: 12,
    });
    const asked = lines().replace('/predict', '/predict?release=v3');
    expect(readPlainHead(asked)).toMatchObject({ slug: 'shop.churn', release: 'v3' });
  });

  it.each([
    ['another method', lines().replace('POST', 'PUT')],
    ['another address', lines().replace('/predict', '/predict/')],
    ['more of an address', lines().replace('/predict', '/predict?release=v3&x=1')],
    ['escapes in the address', lines().replace('shop', '%73hop')],
    ['a name longer than the router reads', lines().replace('shop', 's'.repeat(99))],
    ['an older version', lines().replace('1.1', '1.0')],
    ['two spaces in the first line', lines().replace('POST ', 'POST  ')],
    ['no host', lines().replace('Host: localhost\r\n', '')],
    ['no length', lines().replace('Content-Length: 12', 'x: y')],
    ['no type', lines().replace('Content-Type: application/json\r\n', '')],
    ['another type', lines().replace('json', 'x-ndjson')],
    ['a length that is no number', lines().replace('12', '12a')],
    ['a length with a sign', lines().replace('12', '+12')],
    ['a length in two ways', lines('Content-Length: 12')],
    ['a length that others read as octal', lines().replace('12', '012')],
    ['no body', lines().replace('12', '0')],
    ['a large body', lines().replace('12', '1000000')],
    ['a body in pieces', lines('Transfer-Encoding: chunked')],
    ['a packed body', lines('Content-Encoding: gzip')],
    ['a question before the body', lines('Expect: 100-continue')],
    ['another protocol', lines('Upgrade: websocket')],
    ['the end of the connection', lines('Connection: close')],
    ['a header twice, in other letters', lines('Authorization: a', 'AUTHORIZATION: b')],
    ['a folded header', lines('X-Name: a', ' b')],
    ['a space before the colon', lines('X-Name : a')],
    ['a header without a value', lines('X-Name:')],
    ['a space behind the value', lines('X-Name: a ')],
    ['a bare line end', lines('X-Name: a\nTransfer-Encoding: chunked')],
    ['a bare return', lines('X-Name: a\rTransfer-Encoding: chunked')],
    ['a zero byte', lines('X-Name: a\0b')],
    ['letters beyond ASCII', lines('X-Name: \u00e9')],
    ['a name with an underscore', lines('X_Name: a')],
  ])('leaves %s to the server', (_name, text) => {
    expect(readPlainHead(text)).toBeNull();
  });

  it('knows no header that was not sent', () => {
    const head = readPlainHead(lines('Constructor: x'));
    expect([head?.headers['constructor'], head?.headers['toString']]).toEqual(['x', undefined]);
  });

  it('remembers what is plain and short until it forgets', () => {
    const heads = rememberHeads();
    const head = heads.read(lines());
    expect(heads.read(lines())).toBe(head);
    heads.forget();
    expect(heads.read(lines())).toEqual(head);
    expect(heads.read(lines())).not.toBe(head);
    expect([heads.read(''), heads.read(lines(`X-Long: ${'a'.repeat(2_000)}`))]).toEqual([null, null]);
  });
});
