/** Text of a number: whole below 1e15 as digits; else shortest digits, exponent form below 1e-4 and from 1e16. */
export function numberToText(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x + 0);
  const [mantissa = '0', power = '0'] = x.toExponential().split('e');
  const exponent = Number(power);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits.charAt(0)}${tail}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** Fixed decimals, exact ties to even, no negative zero. Needs |x| < 1e15 and 0 to 8 decimals. */
export function formatFixed(x: number, decimals: number): string {
  const a = Math.abs(x);
  let text = a.toFixed(decimals);
  // A tie is an odd multiple of 2^-(d+1): toFixed rounds it up, so the odd last digit goes one down.
  const scaled = a * (2 << decimals);
  if (Number.isInteger(scaled) && scaled % 2 === 1 && Number(text.slice(-1)) % 2 === 1) {
    text = text.slice(0, -1) + String(Number(text.slice(-1)) - 1);
  }
  return x < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

const numberPattern = /^[\t\n\v\f\r ]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[\t\n\v\f\r ]*$/;

/** The same pattern in RE2's spelling. */
export const numberPatternSql =
  '^[\\t\\n\\x0b\\x0c\\r ]*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?[\\t\\n\\x0b\\x0c\\r ]*$';

/** The double nearest to a decimal number in ASCII, NaN for anything else and on overflow. */
export function textToNumber(text: string): number {
  if (!numberPattern.test(text)) return Number.NaN;
  const value = Number(text.trim());
  return value - value === 0 ? value : Number.NaN;
}

/** Half away from zero. */
export function roundHalfAway(x: number): number {
  const t = Math.trunc(x);
  return Math.abs(x - t) >= 0.5 ? t + Math.sign(x) : t;
}

/** Half away from zero at a decimal place; negative places round to tens, hundreds, …, and may overflow. */
export function roundTo(x: number, decimals: number): number {
  const scale = Number(`1e${Math.abs(decimals)}`);
  if (decimals >= 0) {
    const value = roundHalfAway(x * scale) / scale;
    return Number.isFinite(value) ? value : x;
  }
  return roundHalfAway(x / scale) * scale;
}

/** Half to even. */
export function roundEven(x: number): number {
  const f = Math.floor(x);
  const d = x - f;
  if (d < 0.5) return f;
  if (d > 0.5) return f + 1;
  return f % 2 === 0 ? f : f + 1;
}
