import { describe, expect, it } from 'vitest';
import { createRandom, hashIndex, hashSeed, hashUniform } from './seeded-random';

describe('createRandom', () => {
  it('repeats for one seed and differs for another', () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.next()
        )(createRandom(seed)),
      );
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
  });

  it('is uniform in [0, 1) and over integers', () => {
    const random = createRandom(1);
    const bins = new Array<number>(10).fill(0);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const value = random.next();
      expect(value >= 0 && value < 1).toBe(true);
      bins[Math.floor(value * 10)]!++;
      counts[random.int(7)]!++;
    }
    for (const count of bins) expect(Math.abs(count - 7000)).toBeLessThan(400);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('has normal draws of mean 0 and variance 1', () => {
    const random = createRandom(3);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 50_000; i++) {
      const value = random.normal();
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / 50_000)).toBeLessThan(0.02);
    expect(Math.abs(squares / 50_000 - 1)).toBeLessThan(0.03);
  });

  it('shuffles into a permutation', () => {
    const items = createRandom(5).shuffle(Int32Array.from({ length: 100 }, (_, i) => i));
    expect(items.slice().sort()).toEqual(Int32Array.from({ length: 100 }, (_, i) => i));
    expect(items[0] === 0 && items[1] === 1 && items[2] === 2).toBe(false);
  });

  it('refuses a range it cannot draw from', () => {
    expect(() => createRandom(1).int(0)).toThrow('expected 1 to 2^32');
  });
});

describe('hashes', () => {
  it('keeps parts apart', () => {
    expect(hashSeed('a', 1)).toBe(hashSeed('a', 1));
    expect(new Set([hashSeed('a', 1), hashSeed('a1'), hashSeed('a', '1'), hashSeed(1, 'a')]).size).toBe(4);
  });

  it('gives each (seed, index) its own uniform draw', () => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += hashUniform(11, i);
    expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.01);
    expect(hashIndex(1, 5)).toBe(hashIndex(1, 5));
    expect(hashIndex(1, 5)).not.toBe(hashIndex(2, 5));
    expect(hashIndex(1, 5)).not.toBe(hashIndex(1, 5 + 2 ** 32));
  });
});
