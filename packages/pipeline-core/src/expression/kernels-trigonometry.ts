/** Trigonometry from + - * / and sqrt; the same rules as in kernels.ts. Angles are radians. */
const halfPiParts = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21] as const;
const halfPi = 1.5707963267948966;
// biome-ignore lint/suspicious/noApproximativeNumericConstant: these bits are part of the definition of the kernels
const pi = 3.141592653589793;

/** Beyond this the reduction by pi/2 loses digits, so there is no answer. */
export const trigonometryLimit = 1_048_576;

function sinSeries(r: number): number {
  const z = r * r;
  let sum = 1;
  for (let n = 20; n >= 2; n -= 2) sum = 1 - (sum * z) / (n * (n + 1));
  return r * sum;
}

function cosSeries(r: number): number {
  const z = r * r;
  let sum = 1;
  for (let n = 19; n >= 1; n -= 2) sum = 1 - (sum * z) / (n * (n + 1));
  return sum;
}

function reduce(x: number): { r: number; quadrant: number } {
  const k = Math.floor(x / halfPi + 0.5);
  const r = x - k * halfPiParts[0] - k * halfPiParts[1] - k * halfPiParts[2];
  return { r, quadrant: k - Math.floor(k / 4) * 4 };
}

export function sin(x: number): number {
  if (!(Math.abs(x) <= trigonometryLimit)) return Number.NaN;
  const { r, quadrant } = reduce(x);
  const value = quadrant % 2 === 0 ? sinSeries(r) : cosSeries(r);
  return quadrant >= 2 ? -value : value;
}

export function cos(x: number): number {
  if (!(Math.abs(x) <= trigonometryLimit)) return Number.NaN;
  const { r, quadrant } = reduce(x);
  const value = quadrant % 2 === 0 ? cosSeries(r) : sinSeries(r);
  return quadrant === 1 || quadrant === 2 ? -value : value;
}

export function tan(x: number): number {
  const value = sin(x) / cos(x);
  return value - value === 0 ? value : Number.NaN;
}

/** Arc tangent of a value from 0 to 1: halved twice, then the series. */
function smallAtan(t: number): number {
  const once = t / (1 + Math.sqrt(1 + t * t));
  const twice = once / (1 + Math.sqrt(1 + once * once));
  const z = twice * twice;
  let sum = 1 / 27;
  for (let n = 25; n >= 3; n -= 2) sum = 1 / n - sum * z;
  return 4 * (twice - twice * z * sum);
}

export function atan(x: number): number {
  const a = Math.abs(x);
  const value = a > 1 ? halfPi - smallAtan(1 / a) : smallAtan(a);
  return x < 0 ? -value : value;
}

/** Angle of the point (x, y), in (-pi, pi]; 0 at the origin. The sign of a zero is not looked at. */
export function atan2(y: number, x: number): number {
  if (!(x - x === 0 && y - y === 0)) return Number.NaN;
  if (x > 0) return atan(y / x);
  if (x < 0) return y >= 0 ? atan(y / x) + pi : atan(y / x) - pi;
  return y === 0 ? 0 : y > 0 ? halfPi : -halfPi;
}

export function asin(x: number): number {
  return Math.abs(x) <= 1 ? atan2(x, Math.sqrt((1 - x) * (1 + x))) : Number.NaN;
}

export function acos(x: number): number {
  return Math.abs(x) <= 1 ? atan2(Math.sqrt((1 - x) * (1 + x)), x) : Number.NaN;
}

function cycleAngle(x: number, period: number): number {
  let rest = x % period;
  if (rest < 0) rest += period;
  return (2 * pi * rest) / period;
}

/** sin of the place of x in a cycle: 2 pi mod(x, period) / period. The period is positive. */
export function cycleSin(x: number, period: number): number {
  return sin(cycleAngle(x, period));
}

export function cycleCos(x: number, period: number): number {
  return cos(cycleAngle(x, period));
}
