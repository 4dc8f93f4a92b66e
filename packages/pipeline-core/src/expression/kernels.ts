/**
 * The functions two engines cannot be trusted to share, written once from + - * / and sqrt. Their source is their
 * definition: DuckDB calls them as registered scalar functions, the row function calls them directly.
 * Every kernel returns NaN where it has no answer and for every argument that is NaN.
 */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: these bits are part of the definition of the kernels
const ln2 = 0.6931471805599453;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: these bits are part of the definition of the kernels
const ln10 = 2.302585092994046;

const bits = new DataView(new ArrayBuffer(8));

/** Powers of two from -1074 to 1023, each exact. */
const powersOfTwo = ((): Float64Array => {
  const table = new Float64Array(2098);
  for (let k = -1074, value = 5e-324; k <= 1023; k += 1, value *= 2) table[k + 1074] = value;
  return table;
})();

function powerOfTwo(k: number): number {
  return powersOfTwo[k + 1074] as number; // callers stay inside the table
}

const powersOfTen = new Map<number, number>();
for (let n = -323; n <= 308; n += 1) powersOfTen.set(Number(`1e${n}`), n);

function finite(x: number): number {
  return x - x === 0 ? x : Number.NaN;
}

/** x = m * 2^k with m in (sqrt(1/2), sqrt(2)]; ln m = 2s + tail. */
function reduceLog(x: number): { k: number; s2: number; tail: number } {
  let k = 0;
  let scaled = x;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984; // 2^54
    k = -54;
  }
  bits.setFloat64(0, scaled);
  const high = bits.getUint32(0);
  k += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p = 1 / 23;
  for (let n = 21; n >= 3; n -= 2) p = p * z + 1 / n;
  const s2 = 2 * s;
  return { k, s2, tail: s2 * z * p };
}

/** Natural logarithm; null at and below 0. */
export function ln(x: number): number {
  if (!(x > 0)) return Number.NaN;
  const { k, s2, tail } = reduceLog(x);
  return k * ln2High + (s2 + (tail + k * ln2Low));
}

/** Exponential; null on overflow. */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return Number.NaN;
  if (x < -745.2) return 0;
  const k = Math.floor(x / ln2 + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 14; n >= 1; n -= 1) sum = 1 + (sum * r) / n;
  const half = Math.floor(k / 2);
  return finite(sum * powerOfTwo(half) * powerOfTwo(k - half));
}

export function log2(x: number): number {
  if (!(x > 0)) return Number.NaN;
  const { k, s2, tail } = reduceLog(x);
  return k + (s2 + tail) / ln2;
}

export function log10(x: number): number {
  return powersOfTen.get(x) ?? ln(x) / ln10;
}

/** ln(1 + x), exact for small x. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (!(u > 0)) return Number.NaN;
  return u === 1 ? x : ln(u) * (x / (u - 1));
}

/** exp(x) - 1, exact for small x. */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  const less = u - 1;
  return less === -1 ? -1 : finite(less * (x / ln(u)));
}

function wholePower(x: number, y: number): number {
  let result = 1;
  let square = x;
  for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result *= square;
    square *= square;
  }
  return finite(y < 0 ? 1 / result : result);
}

/** Power: whole exponents by repeated squaring, 1/2 by sqrt, else exp(y ln x); null for a negative base. */
export function pow(x: number, y: number): number {
  if (!(x - x === 0 && y - y === 0)) return Number.NaN;
  if (y === Math.floor(y) && Math.abs(y) <= 1024) return wholePower(x, y);
  if (x < 0) return Number.NaN;
  if (y === 0.5) return Math.sqrt(x);
  if (x === 0) return y > 0 ? 0 : Number.NaN;
  return exp(y * ln(x));
}

/** Cube root: exp(ln/3) and one Newton step, on a scaled argument where the cube would leave the range. */
export function cbrt(x: number): number {
  if (!(x - x === 0) || x === 0) return x - x === 0 ? 0 : Number.NaN;
  const a = Math.abs(x);
  let scaled = a;
  let unscale = 1;
  if (a < 1e-270) {
    scaled = a * powerOfTwo(180);
    unscale = powerOfTwo(-60);
  } else if (a > 1e270) {
    scaled = a * powerOfTwo(-180);
    unscale = powerOfTwo(60);
  }
  const y = exp(ln(scaled) / 3);
  const root = (y - (y * y * y - scaled) / (3 * y * y)) * unscale;
  return x < 0 ? -root : root;
}

export function tanh(x: number): number {
  const a = Math.abs(x);
  if (!(a <= 22)) return a > 22 ? (x < 0 ? -1 : 1) : Number.NaN;
  const t = expm1(2 * a);
  const value = t / (t + 2);
  return x < 0 ? -value : value;
}

/** Logistic function 1 / (1 + exp(-x)), without overflow on either side. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

/** ln(p / (1 - p)); null outside the open interval from 0 to 1. */
export function logit(p: number): number {
  return p > 0 && p < 1 ? ln(p / (1 - p)) : Number.NaN;
}
