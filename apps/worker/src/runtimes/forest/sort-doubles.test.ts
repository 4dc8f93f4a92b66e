import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { sortDoubles } from './sort-doubles';

const random = createRandom(5);
const many = 6000;

const sets: Record<string, (at: number) => number> = {
  'numbers of both signs and any size': () => random.normal() * 10 ** (random.int(600) - 300),
  'few whole numbers': () => random.int(7) - 3,
  'dates in microseconds': (at) => 1_700_000_000_000_000 + ((at * 7919) % many),
  'infinities, both zeros and numbers below the normal ones': () =>
    [Number.NEGATIVE_INFINITY, -0, 0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.POSITIVE_INFINITY][random.int(6)]!,
  'one value': () => 4.5,
};

describe('doubles', () => {
  for (const [name, valueAt] of Object.entries(sets)) {
    it(`are sorted as by comparing, bit for bit: ${name}`, () => {
      const values = Float64Array.from({ length: many }, (_, at) => valueAt(at));
      const compared = values.slice().sort();
      const view = new Float64Array(many + 2).fill(7).subarray(1, many + 1); // not from the start of its buffer
      view.set(values);
      expect(Buffer.from(sortDoubles(view).slice().buffer).equals(Buffer.from(compared.buffer))).toBe(true);
      expect(new Float64Array(view.buffer).at(0)).toBe(7);
      expect(new Float64Array(view.buffer).at(-1)).toBe(7);
    });
  }
});
