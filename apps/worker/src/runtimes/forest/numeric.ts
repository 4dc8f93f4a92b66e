/**
 * exp and log from additions and multiplications alone. Language engines differ in the last bit of `Math.exp` and
 * `Math.log`; these give the same bits everywhere, so the same seed gives the same model bytes on every machine.
 */
const LOG2_E = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = Math.LN2;
const SMALLEST_POWER = -1022;

const powersOfTwo = (() => {
  const table = new Float64Array(2046);
  for (let k = 0; k < table.length; k++) table[k] = k === 0 ? 2.2250738585072014e-308 : table[k - 1]! * 2;
  return table;
})();

/** e^x within 2 units in the last place for |x| <= 708; beyond that it saturates at the ends of that range. */
export function exp(x: number): number {
  const clamped = x > 708 ? 708 : Math.max(x, -708);
  const k = Math.floor(clamped * LOG2_E + 0.5);
  const r = clamped - k * LN2_HIGH - k * LN2_LOW;
  // Taylor to the 13th power, in Estrin's order: |r| <= ln 2 / 2 leaves a remainder below 2^-56.
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 + r + (0.5 + 0.16666666666666666 * r) * r2;
  const middle =
    4.1666666666666664e-2 + 8.333333333333333e-3 * r + (1.388888888888889e-3 + 1.984126984126984e-4 * r) * r2;
  const high = 2.48015873015873e-5 + 2.7557319223985893e-6 * r + (2.755731922398589e-7 + 2.505210838544172e-8 * r) * r2;
  const top = 2.08767569878681e-9 + 1.6059043836821613e-10 * r;
  const sum = low + (middle + (high + top * r4) * r4) * r4;
  return sum * powersOfTwo[k - SMALLEST_POWER]!;
}

const bits = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive normal number, by the atanh series on [1/sqrt 2, sqrt 2). */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let power = 23; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return exponent * LN2 + 2 * s * sum;
}

/** Logistic function 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** Turns `count` scores from `offset` into probabilities in place; each row's sum is 1. */
export function softmaxInPlace(values: Float64Array, offset: number, count: number): void {
  let largest = values[offset]!;
  for (let k = 1; k < count; k++) if (values[offset + k]! > largest) largest = values[offset + k]!;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const value = exp(values[offset + k]! - largest);
    values[offset + k] = value;
    sum += value;
  }
  for (let k = 0; k < count; k++) values[offset + k]! /= sum;
}
