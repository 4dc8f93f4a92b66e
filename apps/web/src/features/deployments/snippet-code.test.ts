import { describe, expect, it } from 'vitest';
import { curlSnippet, pythonLiteral, pythonSnippet } from './snippet-code';

describe('snippets', () => {
  it('carry the row as Python reads it', () => {
    const row = { age: 41, rate: 0.5, member: true, gone: false, city: null };
    expect(pythonLiteral({ rows: [row] })).toBe(
      [
        '{',
        '    "rows": [',
        '        {',
        '            "age": 41,',
        '            "rate": 0.5,',
        '            "member": True,',
        '            "gone": False,',
        '            "city": None,',
        '        },',
        '    ],',
        '}',
      ].join('\n'),
    );
  });

  it.each([
    ["three quotes ''' in it", `"three quotes ''' in it"`],
    ['a " and a \\', String.raw`"a \" and a \\"`],
    ['two\nlines', String.raw`"two\nlines"`],
  ])('end no string of Python early: %s', (text, literal) => {
    expect(pythonSnippet('http://h', { text })).toContain(`"text": ${literal},`);
  });

  it('end no string of the shell early', () => {
    expect(curlSnippet('http://h/serve/a', { name: "O'Hara" })).toContain(String.raw`"name": "O'\''Hara"`);
  });
});
