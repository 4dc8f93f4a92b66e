import { columnProfileSchema } from '@millrace/pipeline-core/profile';
import { expect, it } from 'vitest';
import { profiledColumn, topValues } from './grid-columns';

const column = (more: object) =>
  columnProfileSchema.parse({
    ...{ name: 'event_time', type: 'timestamp', rows: 3, missing: 0, distinct: 1, distinctIsExact: true },
    ...more,
  });

it('shows the one time that a column has, which profiles do not count', () => {
  const once = column({ samples: ['2026-11-26 19:43:00'] });
  expect(topValues(once)).toEqual([{ label: '2026-11-26 19:43:00', share: 1 }]);
  expect(topValues(column({ samples: ['2026-11-26 19:43:00'], missing: 1 }))[0]?.share).toBeCloseTo(2 / 3);
});

it('says how many more there are of values that are counted', () => {
  const words = column({ type: 'text', distinct: 3, top: ['a', 'b', 'c'].map((value) => ({ value, count: 1 })) });
  expect(topValues(words).map(({ label }) => label)).toEqual(['a', 'b', '1 more']);
});

it('makes a column as wide as its name', () => {
  const width = (name: string) => profiledColumn(column({ name, type: 'integer' })).width ?? 0;
  expect(width('education_num')).toBeGreaterThan(width('age'));
  expect(width('a'.repeat(80))).toBe(width('a'.repeat(22)));
});
