import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern';

function problemOf(pattern: string): string {
  try {
    compilePattern(pattern, false);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('patterns', () => {
  it('prints both dialects from one reading', () => {
    const compiled = compilePattern('^a.\\s[^x]{2,}$', false);
    expect(compiled.javascript.source).toBe(
      '^a[\\u{0}-\\u{9}\\u{b}-\\u{d7ff}\\u{e000}-\\u{10ffff}][\\u{9}-\\u{d}\\u{20}][\\u{0}-w\\u{79}-\\u{d7ff}\\u{e000}-\\u{10ffff}]{2,}$'.replace(
        '\\u{79}',
        'y',
      ),
    );
    expect(compiled.re2).toBe(compiled.javascript.source.replaceAll('\\u{', '\\x{'));
  });

  it('ignores the case of ASCII letters only', () => {
    const { javascript } = compilePattern('k', true);
    expect(javascript.test('K')).toBe(true);
    expect(javascript.test('\u212a')).toBe(false);
  });

  it.each([
    '\\d+',
    '^[^@]+@[^@]+$',
    '(\\d{4})-(\\d{2})',
    '.*foo',
    '^.*a.*b$',
    'INV-(\\d+)',
    '^(?:a|b)$',
    '\\.$',
    '[a-]',
  ])('allows %s', (pattern) => {
    expect(problemOf(pattern)).toBe('');
  });

  it.each([
    '(?:a+)+b',
    '(?:aa?)*b',
    'a*a*b',
    '(?:(a)|b)*',
    '(a*)*',
    '(?=a)',
    '(?i)a',
    '\\bword',
    '\\p{L}',
    '(a)\\1',
    'a^b',
    '^a|b$',
    'a**',
    'a{101}',
    'a{3,2}',
    '[b-a]',
    '[',
    '(a',
    'a)',
    '\\',
    'a?a?a?a?a?a?b'.repeat(2),
    '(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)',
    'x'.repeat(501),
  ])('refuses %s', (pattern) => {
    expect(problemOf(pattern)).not.toBe('');
  });

  it('stays quick on the worst texts of accepted patterns', () => {
    const { javascript } = compilePattern('^.*a.*b$', false);
    expect(javascript.test('a'.repeat(5000))).toBe(false);
  });
});
