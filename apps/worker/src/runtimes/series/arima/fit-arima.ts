import { log } from '../../forest/numeric';
import { corrected } from '../fit-smoothing';
import { nelderMead } from '../nelder-mead';
import { type ArimaOrder, parametersOf } from './order';
import { type LagPolynomial, lagged, product, sparseLags } from './polynomial';
import { stationaryCoefficients } from './stationary';

/** A fitted model of the differenced series w: ar(B) (w - mean) = ma(B) e. */
export type ArimaFit = {
  order: ArimaOrder;
  ar: LagPolynomial;
  ma: LagPolynomial;
  mean: number;
  errors: Float64Array;
  sigma: number;
  /** Comparable over orders of the same differenced series. */
  aicc: number;
};

const MOST_ITERATIONS = 600;

/**
 * Fits coefficients to a differenced series by the conditional sum of squares: errors and deviations before the first
 * value count as 0, so that every order is judged on the same values (Box and Jenkins 1970, section 7.1). Coefficients
 * stay stationary and invertible; a constant is the mean of the differenced series.
 */
export function fitArima(values: Float64Array, order: ArimaOrder): ArimaFit {
  const mean = order.constant ? meanOf(values) : 0;
  const apart = values.map((value) => value - mean);
  const size = order.p + order.q + order.seasonalP + order.seasonalQ;
  const errors = new Float64Array(values.length);
  const { point } =
    size === 0
      ? { point: new Float64Array(0) }
      : nelderMead({
          objective: (at) => sumOfSquares(apart, polynomialsOf(at, order), errors),
          start: new Float64Array(size).fill(0.1),
          steps: new Float64Array(size).fill(0.5),
          maxIterations: MOST_ITERATIONS,
          tolerance: 1e-9,
        });
  const { ar, ma } = polynomialsOf(point, order);
  const squares = sumOfSquares(apart, { ar, ma }, errors);
  const count = values.length;
  const variance = Math.max(squares / Math.max(1, count), 1e-18);
  return {
    order,
    ar,
    ma,
    mean,
    errors,
    sigma: Math.sqrt(squares / Math.max(1, count)),
    aicc: corrected(count * log(variance), { parameters: parametersOf(order), count }),
  };
}

type Polynomials = { ar: LagPolynomial; ma: LagPolynomial };

function polynomialsOf(point: Float64Array, order: ArimaOrder): Polynomials {
  const { p, q, seasonalP, seasonalQ, period } = order;
  let at = 0;
  const next = (count: number) => {
    at += count;
    return stationaryCoefficients(point.subarray(at - count, at));
  };
  // An invertible 1 + c B is a stationary 1 - c B with the other sign; the search does not mind which it finds.
  const ar = lagged(next(p), { step: 1, sign: -1 });
  const ma = lagged(next(q), { step: 1, sign: -1 });
  const seasonalAr = lagged(next(seasonalP), { step: period, sign: -1 });
  const seasonalMa = lagged(next(seasonalQ), { step: period, sign: -1 });
  return { ar: product(ar, seasonalAr), ma: product(ma, seasonalMa) };
}

/** Writes the error of each step, e = ar(B) w - (ma(B) - 1) e, and answers with the sum of their squares. */
function sumOfSquares(apart: Float64Array, { ar, ma }: Polynomials, errors: Float64Array): number {
  const past = sparseLags(ar);
  const shocks = sparseLags(ma);
  let squares = 0;
  for (let step = 0; step < apart.length; step++) {
    let error = apart[step]!;
    for (let at = 0; at < past.lags.length; at++) {
      const lag = past.lags[at]!;
      if (lag > step) break;
      error += past.weights[at]! * apart[step - lag]!;
    }
    for (let at = 0; at < shocks.lags.length; at++) {
      const lag = shocks.lags[at]!;
      if (lag > step) break;
      error -= shocks.weights[at]! * errors[step - lag]!;
    }
    errors[step] = error;
    squares += error * error;
  }
  return squares;
}

function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
