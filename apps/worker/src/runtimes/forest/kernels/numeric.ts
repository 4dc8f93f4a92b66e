// Random bits by hash, exp and log from additions and multiplications alone: the same bits on every machine.

/** 32 random bits of (seed, row); equal to rowBits in quantise.ts. */
// @ts-ignore: decorator
@inline
export function rowBits(seed: i32, row: i32): u32 {
  let x: u32 = (<u32>row * 0x9e3779b1) ^ <u32>seed;
  x = (x ^ (x >>> 16)) * 0x7feb352d;
  x = (x ^ (x >>> 15)) * 0x846ca68b;
  return x ^ (x >>> 16);
}

/**
 * e^x of four floats, within 2 units in the last place for |x| <= 87; beyond that it saturates. Polynomial of Cephes
 * expf (Moshier): x = k ln 2 + r, e^r to the 7th power.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(87)), f32x4.splat(-87));
  const k = f32x4.floor(f32x4.add(f32x4.mul(clamped, f32x4.splat(1.44269504)), f32x4.splat(0.5)));
  let r = f32x4.sub(clamped, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let sum = f32x4.splat(1.9875691500e-4);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.add(f32x4.mul(sum, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(sum, power);
}

/** e^x within 2 units in the last place for |x| <= 708, saturating beyond; the bits of exp in numeric.ts. */
export function exp(x: f64): f64 {
  const clamped = x > 708 ? 708 : max<f64>(x, -708);
  const k = Math.floor(clamped * 1.4426950408889634 + 0.5);
  const r = clamped - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 + r + (0.5 + 0.16666666666666666 * r) * r2;
  const middle =
    4.1666666666666664e-2 + 8.333333333333333e-3 * r + (1.388888888888889e-3 + 1.984126984126984e-4 * r) * r2;
  const high = 2.48015873015873e-5 + 2.7557319223985893e-6 * r + (2.755731922398589e-7 + 2.505210838544172e-8 * r) * r2;
  const top = 2.08767569878681e-9 + 1.6059043836821613e-10 * r;
  const sum = low + (middle + (high + top * r4) * r4) * r4;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** Natural logarithm of a positive normal number; the bits of log in numeric.ts. */
export function log(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  const bits = reinterpret<i64>(x);
  let exponent = <i32>(bits >>> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let power = 23; power >= 1; power -= 2) sum = sum * square + 1 / <f64>power;
  return <f64>exponent * 0.6931471805599453 + 2 * s * sum;
}

/** exp4 of `count` floats (a multiple of 4) in place; for tests. */
export function exponentials(values: usize, count: i32): void {
  for (let at = 0; at < count; at += 4) v128.store(values + (at << 2), exp4(v128.load(values + (at << 2))));
}
