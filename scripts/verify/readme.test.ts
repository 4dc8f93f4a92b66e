import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../root';
import { type ProofName, partsOf } from './proofs';

const text = readFileSync(path.join(REPOSITORY_ROOT, 'scripts/verify/README.md'), 'utf8');

/** Parts with their minutes, null where the table has none, as the section of a proof lists them. */
function listed(proof: ProofName): [string | undefined, number | null][] {
  const section = text.split(/^## /m).find((one) => one.startsWith(`Parts of ${proof}\n`)) ?? '';
  const rows = [...section.matchAll(/^\| `([a-z-]+)` +\| (\d+|-) +\|/gm)];
  return rows.map(([, name, minutes]) => [name, minutes === '-' ? null : Number(minutes)]);
}

describe.each(['data', 'train', 'serve'] as const)('the README', (proof) => {
  it(`lists the parts of ${proof} with their times, in the order in which they run`, () => {
    const parts = Object.entries(partsOf(proof)).map(([name, { minutes }]) => [name, minutes ?? null]);
    expect(listed(proof)).toEqual(parts);
  });
});

it('the whole proof of data stays below 75 minutes', () => {
  const minutes = Object.values(partsOf('data')).reduce((sum, part) => sum + (part.minutes ?? 0), 0);
  expect(minutes).toBeGreaterThan(30);
  expect(minutes).toBeLessThan(75);
});
