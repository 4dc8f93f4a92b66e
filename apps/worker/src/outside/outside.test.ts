import { describe, expect, it } from 'vitest';
import { isListed, reach } from './reach';
import { scrubber, scrubValue } from './scrub';
import { fitsPattern } from './watched-folder';

const refused = (host: string, privateHosts: string[] = []) =>
  reach({ host, port: 5432 }, { privateHosts, place: 'Test' }).then(
    ({ address }) => address,
    (error: unknown) =>
      error instanceof Error && error.message.includes('private address') ? 'refused' : String(error),
  );

describe('where a source may go', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    'localhost',
    '[::1]',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1',
  ])('not to %s', async (host) => expect(await refused(host)).toBe('refused'));

  it('to public addresses, and to private ones that the operator lists', async () => {
    expect(await refused('93.184.216.34')).toBe('93.184.216.34');
    expect(await refused('127.0.0.1', ['127.0.0.1'])).toBe('127.0.0.1');
    expect(await refused('127.0.0.1', ['127.0.0.1:5432'])).toBe('127.0.0.1');
    expect(await refused('127.0.0.1', ['127.0.0.1:5433'])).toBe('refused');
    expect(await refused('127.0.0.1', ['localhost'])).toBe('refused');
    expect(isListed({ host: '::1', port: 80 }, ['[::1]:80'])).toBe(true);
    expect(isListed({ host: 'db.internal', port: 80 }, ['DB.internal'])).toBe(true);
  });
});

describe('a secret in a text', () => {
  it('is taken out as it is and as it looks in an address', () => {
    const scrub = scrubber('p@ss/word');
    expect(scrub('with p@ss/word and p%40ss%2Fword')).toBe('with ••• and •••');
    expect(scrubValue({ message: 'p@ss/word', list: ['x', { deep: 'p@ss/word!' }], rows: 3 }, scrub)).toEqual({
      message: '•••',
      list: ['x', { deep: '•••!' }],
      rows: 3,
    });
    expect(scrubber(null)('text')).toBe('text');
    expect(scrubber('a')('banana')).toBe('banana');
  });
});

describe('a pattern of file names', () => {
  it.each([
    ['*.csv', 'a.csv', true],
    ['*.csv', 'A.CSV', true],
    ['*.csv', 'a.csv.tmp', false],
    ['*.csv', '.csv', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*', 'anything', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a+b(1).csv', 'a+b(1).csv', true],
    ['[a].csv', 'a.csv', false],
  ])('%s and %s', (pattern, name, fits) => expect(fitsPattern(pattern, name)).toBe(fits));

  it('does not look back for ever', () => {
    expect(fitsPattern(`${'*a'.repeat(40)}b`, 'a'.repeat(250))).toBe(false);
  });
});
