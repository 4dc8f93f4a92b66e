import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import * as kernels from './kernels';
import * as trigonometry from './kernels-trigonometry';

const view = new DataView(new ArrayBuffer(8));

/** Order of doubles as whole numbers, so that a difference counts the doubles between two values. */
function rank(x: number): bigint {
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

function apart(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && !Number.isFinite(b))) return 0;
  const difference = rank(a) - rank(b);
  return Number(difference < 0n ? -difference : difference);
}

const cases: [string, (x: number) => number, (x: number) => number, number, number, boolean][] = [
  ['ln', kernels.ln, Math.log, 1e-310, 1e308, true],
  ['exp', kernels.exp, Math.exp, -745, 709, false],
  ['log2', kernels.log2, Math.log2, 1e-300, 1e300, true],
  ['log10', kernels.log10, Math.log10, 1e-300, 1e300, true],
  ['log1p', kernels.log1p, Math.log1p, -0.999, 50, false],
  ['expm1', kernels.expm1, Math.expm1, -50, 700, false],
  ['cbrt', kernels.cbrt, Math.cbrt, 1e-320, 1e308, true],
  ['tanh', kernels.tanh, Math.tanh, -25, 25, false],
  ['sin', trigonometry.sin, Math.sin, -1e6, 1e6, false],
  ['cos', trigonometry.cos, Math.cos, -1e6, 1e6, false],
  ['atan', trigonometry.atan, Math.atan, -50, 50, false],
  ['asin', trigonometry.asin, Math.asin, -1, 1, false],
  ['acos', trigonometry.acos, Math.acos, -1, 1, false],
];

describe('kernels', () => {
  it.each(cases)(
    '%s stays within 5 units in the last place of the platform',
    (_name, kernel, platform, low, high, log) => {
      const random = createRandom(7);
      let worst = 0;
      for (let i = 0; i < 20_000; i += 1) {
        const part = random.next();
        const x = log ? Math.exp(Math.log(low) + part * (Math.log(high) - Math.log(low))) : low + part * (high - low);
        worst = Math.max(worst, apart(kernel(x), platform(x)));
      }
      expect(worst).toBeLessThanOrEqual(5);
    },
  );

  it('gives known answers, to the bit', () => {
    expect(kernels.exp(1)).toBe(Math.E + 2 ** -51);
    expect(kernels.ln(10)).toBe(Math.LN10);
    expect(kernels.log10(1e-7)).toBe(-7);
    expect(kernels.log2(2 ** -1074)).toBe(-1074);
    expect(kernels.pow(1.1, 2)).toBe(1.1 * 1.1);
    expect(kernels.pow(0, 0)).toBe(1);
    expect(kernels.cbrt(-27)).toBe(-3);
    expect(trigonometry.atan2(-0, -1)).toBe(Math.PI);
    expect(trigonometry.sin(1e6)).toBeCloseTo(-0.3499935021712929, 15);
  });

  it.each([
    ['ln(0)', kernels.ln(0)],
    ['ln(-1)', kernels.ln(-1)],
    ['exp(710)', kernels.exp(710)],
    ['pow(-8, 1/3)', kernels.pow(-8, 1 / 3)],
    ['pow(0, -1)', kernels.pow(0, -1)],
    ['sin(2^21)', trigonometry.sin(2 ** 21)],
    ['asin(1.1)', trigonometry.asin(1.1)],
    ['logit(1)', kernels.logit(1)],
    ['tanh(NaN)', kernels.tanh(Number.NaN)],
    ['sigmoid(NaN)', kernels.sigmoid(Number.NaN)],
    ['atan2(NaN, 1)', trigonometry.atan2(Number.NaN, 1)],
  ])('%s has no answer', (_name, value) => {
    expect(value).toBeNaN();
  });
});
