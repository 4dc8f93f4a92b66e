import { describe, expect, it } from 'vitest';
import { attempt, checked, formatChecks, skipped } from './check';

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
});
