import { describe, expect, it } from 'vitest';
import { type ProfileWarning, type TableProfile, tableProfileSchema } from './table-profile';
import { withCloserLook } from './with-closer-look';

const warning = (
  code: ProfileWarning['code'],
  column: string,
  severity: ProfileWarning['severity'],
): ProfileWarning => ({
  ...{ code, column, severity },
  message: `${code} of ${column}`,
});

function profile(warnings: ProfileWarning[], typingErrors?: string[]): TableProfile {
  const left = typingErrors === undefined ? {} : { left: { typingErrors } };
  return tableProfileSchema.parse({ v: 1, rows: 9, columns: [], warnings, ...left });
}

describe('a closer look at columns', () => {
  const before = profile(
    [warning('constant', 'b', 'medium'), warning('typing-errors', 'a', 'medium'), warning('skewed', 'c', 'low')],
    ['b', 'c', 'd'],
  );

  it('adds their typing errors in the order of harm, and takes them off those left', () => {
    const found = profile([warning('constant', 'b', 'medium'), warning('typing-errors', 'b', 'medium')]);
    const after = withCloserLook(before, { columns: ['b', 'c'], found });
    expect(after.warnings.map(({ code, column }) => `${code} ${column}`)).toEqual([
      ...['constant b', 'typing-errors a', 'typing-errors b', 'skewed c'],
    ]);
    expect(after.left?.typingErrors).toEqual(['d']);
  });

  it('replaces what was said of them, and says nothing twice', () => {
    const found = profile([warning('typing-errors', 'b', 'medium')]);
    const once = withCloserLook(before, { columns: ['b'], found });
    expect(withCloserLook(once, { columns: ['b'], found })).toEqual(once);
    expect(withCloserLook(once, { columns: ['b'], found: profile([]) }).warnings).toEqual(before.warnings);
  });

  it('leaves those that were too many again', () => {
    const found = profile([], ['c']);
    expect(withCloserLook(before, { columns: ['b', 'c'], found }).left?.typingErrors).toEqual(['c', 'd']);
  });
});
