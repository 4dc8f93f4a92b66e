import { describe, expect, it } from 'vitest';
import { UnpackBudget } from './unpacked-size';

const gibibyte = 2 ** 30;

describe('UnpackBudget', () => {
  it('counts what is packed within against the outer archive too', () => {
    const outer = new UnpackBudget({ name: 'all.zip', packed: 1000 });
    for (const name of ['a.csv.gz', 'b.csv.gz']) {
      new UnpackBudget({ name, packed: 10, outer }).take(gibibyte / 2);
    }
    const third = new UnpackBudget({ name: 'c.csv.gz', packed: 10, outer });
    expect(() => third.take(1)).toThrow(
      expect.objectContaining({ report: expect.objectContaining({ place: 'Upload › all.zip' }) }),
    );
  });
});
