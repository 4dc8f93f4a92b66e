import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json';

const parse = (text: string) => parseStrictJson(text, { maxDepth: 8 });
const problemOf = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? null : parsed.error.code;
};

describe('strict JSON', () => {
  it.each([
    ['{"a":NaN}', 'nan'],
    ['[-Infinity]', 'nan'],
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['[{"a":{"b":1,"c":[1],"b":2}}]', 'duplicate-key'],
    ['[9007199254740993]', 'number-too-large'],
    ['[1e999]', 'number-too-large'],
    ['[[[[[[[[[1]]]]]]]]]', 'too-deep'],
    ['{"__proto__":1,"__proto__":{}}', 'duplicate-key'],
    ['[{"a":[{"b":1},{"b":1,"b":1}]},"a:b"]', 'duplicate-key'],
    ['{"a":1,"a":[1,}', 'duplicate-key'],
    ['{"a":', 'not-json'],
    ['{"a":"x', 'not-json'],
    ['', 'not-json'],
    ['{a:1}', 'not-json'],
  ])('refuses %s as %s', (text, code) => {
    expect(problemOf(text)).toBe(code);
  });

  it.each([
    '{"a":1,"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"NaN":"NaN, {\\"a\\":1,\\"a\\":2}"}',
    '[9007199254740991, 1e308, -1.5E-7, true, null]',
    '{"a:b":"c:d","__proto__":{"a":1}, "x" : [0.1234567890123456789, false, -12.5]}',
  ])('accepts %s', (text) => {
    expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('gives what JSON.parse gives for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = parse(text);
        // Whole numbers that a double cannot hold are refused on purpose.
        if (!parsed.ok) expect(parsed.error.code).toBe('number-too-large');
        else expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
