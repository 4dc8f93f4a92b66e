import { describe, expect, it } from 'vitest';
import { attempt, checked, exitCodeOf, formatChecks, skipped } from './check';

const claim = { part: 'p', claim: 'it holds', bar: 'always' };

describe('checks', () => {
  it('that break are short, with the reason', async () => {
    const checks = await attempt(claim, () => Promise.reject(new Error('no disk')));
    expect(checks).toEqual([{ ...claim, figure: 'it broke', verdict: 'short', note: 'no disk' }]);
  });

  it('are printed as a table that ends with the count', () => {
    const text = formatChecks([
      checked({ ...claim, figure: '3', pass: true }),
      checked({ ...claim, figure: '4', pass: false }),
      skipped({ ...claim, note: 'not root' }),
    ]);
    expect(text).toContain('it holds: not root');
    expect(text.split('\n').at(-1)).toBe('1 pass, 1 short, 1 skipped - SKIPPED IS NOT SHOWN');
  });

  it('that are known to be short count as short, and are told apart from those that are news', () => {
    const pass = checked({ ...claim, figure: '3', pass: true });
    const news = checked({ ...claim, figure: '4', pass: false });
    const known = { ...news, known: 'it was decided' };
    const text = formatChecks([pass, news, known]);
    expect(text).toContain('it holds: SHORT, WHICH IS KNOWN: it was decided');
    expect(text.split('\n').at(-1)).toBe('1 pass, 2 short (1 of them known), 0 skipped');
    expect([[pass], [pass, known], [known, news]].map(exitCodeOf)).toEqual([0, 2, 1]);
  });
});
