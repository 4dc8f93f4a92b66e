import { expect, it } from 'vitest';
import { summaryFacts } from './summary-words';

const factsOf = (summary: Record<string, string | number>) =>
  summaryFacts(summary).map(({ name, value }) => `${name}: ${value}`);

it('says what came of a fit in words', () => {
  expect(factsOf({ bestEpoch: 12, stopped: 'no better', trees: 3 })).toEqual([
    'Best epoch: 12',
    'Stopped: no better',
    'Trees: 3',
  ]);
});

it('says how large a file is in a unit that fits', () => {
  const sizes = [2, 999, 1000, 3240, 999_499, 41_200_000, 5e12].map((fileBytes) => factsOf({ fileBytes })[0]);
  expect(sizes.map((size) => size?.replace('Size of the file: ', ''))).toEqual([
    '2 bytes',
    '999 bytes',
    '1.0 KB',
    '3.2 KB',
    '999 KB',
    '41 MB',
    '5000 GB',
  ]);
  expect(factsOf({ megabytes: 0 })).toEqual(['Size of the file: less than 5 KB']);
  expect(factsOf({ megabytes: 1.25 })).toEqual(['Size of the file: 1.3 MB']);
});
