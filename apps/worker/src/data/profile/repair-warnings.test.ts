import { columnProfileSchema } from '@millrace/pipeline-core/profile';
import { describe, expect, it } from 'vitest';
import { repairWarnings } from './repair-warnings';

const facts = { name: 'x', rows: 100, missing: 0, distinct: 10, distinctIsExact: true };
const found = (profile: object) =>
  repairWarnings(columnProfileSchema.parse({ ...facts, ...profile })).map(({ code, fix }) => [code, fix?.addStep]);

describe('repairWarnings', () => {
  it('sees words that mean missing among the frequent texts', () => {
    expect(
      found({
        type: 'text',
        top: [
          { value: 'a', count: 9 },
          { value: ' N/A', count: 3 },
        ],
      }),
    ).toEqual([['missing-words', 'replace-values']]);
    expect(found({ type: 'text', top: [{ value: 'nap', count: 9 }] })).toEqual([]);
  });

  it('sees dates written as text only where every sample is one', () => {
    expect(found({ type: 'text', samples: ['31.12.2024', '', '1.2.24'] })).toEqual([['dates-as-text', 'parse-dates']]);
    expect(found({ type: 'text', samples: ['2024-12-31T10:00:00Z'] })).toEqual([['dates-as-text', 'parse-dates']]);
    expect(found({ type: 'text', samples: ['31.12.2024', 'soon'] })).toEqual([]);
  });

  it('reads dates of digits by the formats that the samples have', () => {
    const params = (...samples: string[]) =>
      repairWarnings(columnProfileSchema.parse({ ...facts, type: 'text', samples })).map(({ fix }) => fix?.params);
    expect(params('20260131', ' 20260201')).toEqual([{ columns: ['x'], formats: ['%Y%m%d'] }]);
    expect(params('202601310830', '20260131083059')).toEqual([
      { columns: ['x'], formats: ['%Y%m%d%H%M', '%Y%m%d%H%M%S'], read: 'timestamp' },
    ]);
    expect(params('20261331')).toEqual([]); // no thirteenth month
    expect(params('20260131', '1764150000')).toEqual([]);
  });

  it('sees numbers far beyond the middle 99 %', () => {
    const middle = { low: 0, high: 10 };
    expect(found({ type: 'number', min: 0, max: 41, middle })).toEqual([['far-out', 'handle-outliers']]);
    expect(found({ type: 'number', min: -31, max: 10, middle })).toEqual([['far-out', 'handle-outliers']]);
    expect(found({ type: 'number', min: -29, max: 39, middle })).toEqual([]);
  });

  it('has nothing to clip in numbers that count rows', () => {
    const middle = { low: 1, high: 98 };
    const counted = { type: 'integer', min: 1, max: 99_999, distinct: 100, middle };
    expect(found(counted)).toEqual([]);
    const spread = { low: 1, high: 5000 };
    expect(found({ ...counted, middle: spread })).toEqual([['far-out', 'handle-outliers']]);
  });

  it('sees no quantity in codes: nothing to clip, no logarithm', () => {
    const middle = { low: 10_000, high: 10_100 };
    const skewed = { mean: 30_000, median: 10_050, sd: 9000, distinct: 40 };
    const whole = { type: 'integer', min: 10_000, max: 99_999, middle, ...skewed };
    expect(found({ ...whole, name: 'zip' })).toEqual([]);
    expect(found({ ...whole, name: 'price' }).map(([code]) => code)).toEqual(['far-out', 'skewed']);
  });
});
