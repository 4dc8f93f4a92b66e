/**
 * A polynomial in the lag operator B, lowest power first: [1, -0.5] is 1 - 0.5 B, which takes half of the value before
 * from each value.
 */
export type LagPolynomial = Float64Array;

export function product(a: LagPolynomial, b: LagPolynomial): LagPolynomial {
  const result = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    for (let j = 0; j < b.length; j++) result[i + j]! += a[i]! * b[j]!;
  }
  return result;
}

/** 1 + sign (c_1 B^s + c_2 B^2s + ...) for coefficients of every `step` lags. */
export function lagged(coefficients: Float64Array, { step, sign }: { step: number; sign: 1 | -1 }): LagPolynomial {
  const result = new Float64Array(coefficients.length * step + 1);
  result[0] = 1;
  for (let at = 0; at < coefficients.length; at++) result[(at + 1) * step] = sign * coefficients[at]!;
  return result;
}

/** (1 - B)^d (1 - B^period)^seasonal. */
export function differences(d: number, seasonal: number, period: number): LagPolynomial {
  let result: LagPolynomial = Float64Array.of(1);
  for (let time = 0; time < d; time++) result = product(result, Float64Array.of(1, -1));
  const season = lagged(Float64Array.of(1), { step: period, sign: -1 });
  for (let time = 0; time < seasonal; time++) result = product(result, season);
  return result;
}

/** The lags from 1 on whose coefficient is not 0: most are in a polynomial with a season. */
export type SparseLags = { lags: Int32Array; weights: Float64Array };

export function sparseLags(polynomial: LagPolynomial): SparseLags {
  const lags: number[] = [];
  for (let lag = 1; lag < polynomial.length; lag++) if (polynomial[lag] !== 0) lags.push(lag);
  return { lags: Int32Array.from(lags), weights: Float64Array.from(lags, (lag) => polynomial[lag]!) };
}

/** A polynomial applied to a series: the first values, for which the past is not known, are left out. */
export function applied(polynomial: LagPolynomial, values: Float64Array): Float64Array {
  const { lags, weights } = sparseLags(polynomial);
  const past = polynomial.length - 1;
  const result = new Float64Array(Math.max(0, values.length - past));
  for (let step = 0; step < result.length; step++) {
    let sum = values[past + step]!;
    for (let at = 0; at < lags.length; at++) sum += weights[at]! * values[past + step - lags[at]!]!;
    result[step] = sum;
  }
  return result;
}
