import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { partsOf } from './proofs';

it('the README lists the parts of data with their times, in the order in which they run', () => {
  const text = readFileSync(path.join(REPOSITORY_ROOT, 'scripts/verify/README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (\d+) +\|/gm)];
  const listed = rows.map(([, name, minutes]) => [name, Number(minutes)]);
  expect(listed).toEqual(Object.entries(partsOf('data')).map(([name, { minutes }]) => [name, minutes]));
});

it('the whole proof of data stays below 75 minutes', () => {
  const minutes = Object.values(partsOf('data')).reduce((sum, part) => sum + (part.minutes ?? 0), 0);
  expect(minutes).toBeGreaterThan(30);
  expect(minutes).toBeLessThan(75);
});
