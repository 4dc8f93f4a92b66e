import type { ArimaFit } from './fit-arima';
import { differences, type LagPolynomial, product, sparseLags } from './polynomial';

/** A fitted model of a whole series: its differences are part of the polynomial. */
export type ArimaSeries = {
  fit: ArimaFit;
  /** The series, without gaps, as it was differenced. */
  values: Float64Array;
  /** ar(B) (1 - B)^d (1 - B^period)^D. */
  whole: LagPolynomial;
};

export function wholeSeries(values: Float64Array, fit: ArimaFit): ArimaSeries {
  const { d, seasonalD, period } = fit.order;
  return { fit, values, whole: product(fit.ar, differences(d, seasonalD, period)) };
}

/**
 * Means one step ahead: the value less its error. The first steps, which differences take away, have the value before
 * them, and the very first the mean of the steps that are taken away.
 */
export function arimaFitted({ fit, values }: ArimaSeries): Float64Array {
  const past = values.length - fit.errors.length;
  return values.map((value, step) => {
    if (step >= past) return value - fit.errors[step - past]!;
    if (step > 0) return values[step - 1]!;
    return values.subarray(0, past).reduce((sum, one) => sum + one, 0) / past;
  });
}

/** Means of the steps after the last: errors to come count as 0. */
export function arimaPath({ fit, values, whole }: ArimaSeries, steps: number): Float64Array {
  const past = sparseLags(whole);
  const shocks = sparseLags(fit.ma);
  const constant = fit.mean * fit.ar.reduce((sum, weight) => sum + weight, 0);
  const known = values.length;
  const all = new Float64Array(known + steps);
  all.set(values);
  const before = known - fit.errors.length;
  // What was before the series began counts as no deviation in the fit: the mean, or after differences no change.
  const unknown = before === 0 ? fit.mean : values[0]!;
  for (let step = known; step < all.length; step++) {
    let mean = constant;
    for (let at = 0; at < past.lags.length; at++) {
      mean -= past.weights[at]! * (all[step - past.lags[at]!] ?? unknown);
    }
    for (let at = 0; at < shocks.lags.length; at++) {
      mean += shocks.weights[at]! * (fit.errors[step - shocks.lags[at]! - before] ?? 0);
    }
    all[step] = mean;
  }
  return all.subarray(known);
}

/** How often wider the errors of each step are than those of the first: sqrt(1 + sum psi_j^2), psi = ma / whole. */
export function arimaSpread({ fit, whole }: ArimaSeries, steps: number): Float64Array {
  const past = sparseLags(whole);
  const psi = new Float64Array(steps);
  const spread = new Float64Array(steps);
  let squares = 0;
  for (let step = 0; step < steps; step++) {
    let weight = fit.ma[step] ?? 0;
    for (let at = 0; at < past.lags.length; at++) {
      const lag = past.lags[at]!;
      if (lag > step) break;
      weight -= past.weights[at]! * psi[step - lag]!;
    }
    psi[step] = weight;
    squares += weight * weight;
    spread[step] = Math.sqrt(squares);
  }
  return spread;
}
