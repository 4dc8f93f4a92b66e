import { columnProfileSchema } from '@millrace/pipeline-core/profile';
import { describe, expect, it } from 'vitest';
import { profileWarnings } from './profile-warnings';

function found(column: Record<string, unknown>) {
  const about = { name: 'TotalCharges', type: 'number', rows: 7043, missing: 0, distinct: 500, distinctIsExact: true };
  const profile = columnProfileSchema.parse({ ...about, ...column });
  return profileWarnings([profile], { rows: 7043 }).map(({ code, message }) => [code, message]);
}

describe('findings about missing values', () => {
  it('names a few gaps in a column of numbers', () => {
    expect(found({ missing: 11 })).toEqual([['some-missing', '"TotalCharges" has no value in 11 of 7043 rows.']]);
  });

  it('names many gaps once', () => {
    expect(found({ missing: 3000 })).toEqual([['many-missing', '43 % of "TotalCharges" are missing.']]);
  });

  it('names blanks among numbers that came as text', () => {
    expect(found({ type: 'text', numericTexts: 1, blankTexts: 11 }).map(([code]) => code)).toEqual([
      'numeric-text',
      'blank-texts',
    ]);
  });

  it('says nothing of a full column', () => {
    expect(found({})).toEqual([]);
  });
});
