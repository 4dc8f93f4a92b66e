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
    expect(found({ missing: 11 })).toEqual([['some-missing', '"TotalCharges" has no value in 11 of 7,043 rows.']]);
  });

  it('names many gaps once', () => {
    expect(found({ missing: 3000 })).toEqual([['many-missing', '43% of "TotalCharges" are missing.']]);
  });

  it('names blanks among numbers that came as text', () => {
    expect(found({ type: 'text', numericTexts: 1, blankTexts: 11 }).map(([code]) => code)).toEqual([
      'numeric-text',
      'blank-texts',
    ]);
  });

  it('fills gaps among codes with the most frequent one', () => {
    const zip = columnProfileSchema.parse({
      name: 'zip',
      type: 'integer',
      rows: 100,
      missing: 5,
      distinct: 40,
      distinctIsExact: true,
      min: 10_001,
      max: 99_501,
    });
    const fixes = (name: string) => profileWarnings([{ ...zip, name }], { rows: 100 }).map(({ fix }) => fix?.params);
    expect(fixes('zip')).toEqual([{ columns: ['zip'], numbers: 'mode' }]);
    expect(fixes('price')).toEqual([{ columns: ['price'] }]);
  });

  it('says nothing of a full column', () => {
    expect(found({})).toEqual([]);
  });
});

describe('findings about digits among texts', () => {
  const zips = {
    name: 'ZipCode',
    type: 'text',
    digitTexts: { share: 1, leadingZeros: 0, length: 5, sameLength: 0.99 },
  };

  it('never offer to read codes as numbers', () => {
    expect(found({ ...zips, numericTexts: 1 })).toEqual([]);
    expect(found({ ...zips, numericTexts: 0.95 })).toEqual([
      ['mixed-types', '5% of "ZipCode" are not written in digits, as the other codes are.'],
    ]);
    const warnings = profileWarnings(
      [
        columnProfileSchema.parse({
          ...zips,
          rows: 100,
          missing: 0,
          distinct: 9,
          distinctIsExact: true,
          numericTexts: 0.97,
        }),
      ],
      { rows: 100 },
    );
    expect(warnings.map(({ fix }) => fix)).toEqual([undefined]);
  });

  it('take many codes that are written otherwise for another way of writing', () => {
    expect(found({ ...zips, numericTexts: 0.6 })).toEqual([]);
  });

  it('offer times to be read as what they are, not as codes', () => {
    const seconds = { name: 'seen', type: 'text', numericTexts: 1 };
    const digitTexts = { share: 1, leadingZeros: 0, length: 10, sameLength: 1, times: 1 };
    expect(found({ ...seconds, digitTexts, samples: ['1764150000'] }).map(([code]) => code)).toEqual(['numeric-text']);
    const days = { ...seconds, digitTexts: { ...digitTexts, length: 8 }, samples: ['20260131', '20260201'] };
    expect(found(days)).toEqual([['dates-as-text', '"seen" is text that holds dates.']]);
    expect(found({ ...days, name: 'order id' })).toEqual([]);
  });

  it('offer it for quantities', () => {
    const charges = { ...zips, name: 'charges' };
    expect(found({ ...charges, numericTexts: 1 })).toEqual([['numeric-text', '"charges" is text that holds numbers.']]);
    expect(found({ ...charges, numericTexts: 0.95 }).map(([code]) => code)).toEqual(['mixed-types']);
  });
});

it('write figures of findings as the pages write them', () => {
  const rising = found({ orderTrend: -0.881, min: 0, mean: 1_204_500, median: 12_345, sd: 900_000 });
  expect(rising.map(([, message]) => message)).toEqual([
    '"TotalCharges" is skewed: half of the values lie below 12,350, while the mean is 1,205,000.',
    '"TotalCharges" falls with the order of the rows (correlation −0.88): split in that order, not at random.',
  ]);
});
