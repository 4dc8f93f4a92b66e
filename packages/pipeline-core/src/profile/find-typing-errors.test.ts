import { describe, expect, it } from 'vitest';
import { findTypingErrors } from './find-typing-errors';

const rows = Array.from({ length: 60 }, (_, at) => at);
const zips = rows.map((at) => ['35233', '36301', '35957'][at % 3] ?? null);
const cities = rows.map((at) => ['birmingham', 'dothan', 'boaz'][at % 3] ?? null);

describe('findTypingErrors', () => {
  it('takes what rows with the same key have, and nothing else', () => {
    const dirty = cities.map((city, row) => (row === 3 ? 'birminghxm' : row === 4 ? 'doxhan' : city));
    const [found] = findTypingErrors([
      { name: 'zip', values: zips },
      { name: 'city', values: dirty },
    ]);
    expect(found).toEqual({
      column: 'city',
      repairs: [
        { from: 'birminghxm', to: 'birmingham', rows: 1 },
        { from: 'doxhan', to: 'dothan', rows: 1 },
      ],
    });
  });

  it('mends a rare misspelling of a frequent value without a key', () => {
    const alone = cities.map((city, row) => (row === 3 ? 'birmingam' : city));
    expect(findTypingErrors([{ name: 'city', values: alone }])).toEqual([
      { column: 'city', repairs: [{ from: 'birmingam', to: 'birmingham', rows: 1 }] },
    ]);
  });

  it('leaves numbers and codes alone that differ by a digit, and values that a key speaks for', () => {
    const codes = rows.map((at) => (at === 7 ? 'scip-inf-4' : `scip-inf-${1 + (at % 3)}`));
    expect(findTypingErrors([{ name: 'code', values: codes }])).toEqual([]);
    const keys = rows.map((at) => (at > 55 ? 'k2' : 'k1'));
    const names = rows.map((at) => (at > 55 ? 'anna lane' : 'anna lake'));
    expect(
      findTypingErrors([
        { name: 'key', values: keys },
        { name: 'name', values: names },
      ]),
    ).toEqual([]);
  });

  it('leaves out columns with long values, and still reads the others', () => {
    const long = (letter: string) => `${'x'.repeat(200)}${letter}`;
    const texts = rows.map((at) => (at === 3 ? long('b') : long('a')));
    const dirty = cities.map((city, row) => (row === 3 ? 'birmingam' : city));
    expect(
      findTypingErrors([
        { name: 'text', values: texts },
        { name: 'city', values: dirty },
      ]).map(({ column }) => column),
    ).toEqual(['city']);
    expect(findTypingErrors([{ name: 'text', values: texts }])).toEqual([]);
    const shorter = texts.map((text) => text.slice(1));
    expect(findTypingErrors([{ name: 'text', values: shorter }])).toHaveLength(1);
  });
});
