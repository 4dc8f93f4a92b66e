/** Which parts a smoothed series has. */
export type SmoothingForm = {
  trend: 'none' | 'additive' | 'damped';
  season: 'none' | 'additive' | 'multiplicative';
  /** Steps of one season; 1 without. */
  period: number;
};

/** How fast each part follows the series; `phi` damps the trend. */
export type SmoothingRates = { alpha: number; beta: number; gamma: number; phi: number };

/** Level, slope and the seasonal parts of the steps to come, the next one first. */
export type SmoothingState = { level: number; slope: number; seasons: Float64Array };

export type Smoothed = {
  /** One step ahead, from what was known the step before. */
  fitted: Float64Array;
  end: SmoothingState;
};

/**
 * Follows a series step by step in the error-correction form of exponential smoothing (Hyndman, Koehler, Ord and Snyder
 * 2008, table 2.1). A missing value (NaN) changes nothing but lets trend and season go on.
 */
export function smooth(
  values: Float64Array,
  { form, rates, start }: { form: SmoothingForm; rates: SmoothingRates; start: SmoothingState },
): Smoothed {
  const { alpha, beta, gamma, phi } = rates;
  const period = start.seasons.length;
  const seasons = start.seasons.slice();
  const multiplied = form.season === 'multiplicative';
  const seasonal = form.season !== 'none';
  const fitted = new Float64Array(values.length);
  let { level, slope } = start;
  let at = 0;
  for (let step = 0; step < values.length; step++) {
    const season = seasonal ? seasons[at]! : 0;
    const expected = level + phi * slope;
    const mean = multiplied ? expected * season : expected + season;
    fitted[step] = mean;
    const value = values[step]!;
    const error = Number.isNaN(value) ? 0 : value - mean;
    const moved = multiplied ? error / season : error;
    level = expected + alpha * moved;
    slope = phi * slope + beta * moved;
    if (seasonal) {
      seasons[at] = season + gamma * (multiplied ? error / expected : error);
      at = at + 1 === period ? 0 : at + 1;
    }
  }
  return { fitted, end: { level, slope, seasons: Float64Array.from(seasons, (_, i) => seasons[(at + i) % period]!) } };
}

/** The steps after the state. */
export function smoothingPath(
  { form, rates, end }: { form: SmoothingForm; rates: SmoothingRates; end: SmoothingState },
  steps: number,
): Float64Array {
  const path = new Float64Array(steps);
  let trend = 0;
  let damping = 1;
  for (let step = 0; step < steps; step++) {
    damping *= rates.phi;
    trend += damping * end.slope;
    const expected = end.level + trend;
    const season = end.seasons[step % end.seasons.length]!;
    path[step] = form.season === 'none' ? expected : form.season === 'additive' ? expected + season : expected * season;
  }
  return path;
}

/**
 * How much wider the interval of each step is than that of the first: sqrt(1 + sum c_j^2) with c_j what an error of j
 * steps before still weighs (the same book, table 6.1). For errors or seasons that multiply it is the usual approximation.
 */
export function smoothingSpread(
  { form, rates }: { form: SmoothingForm; rates: SmoothingRates },
  steps: number,
): Float64Array {
  const { alpha, beta, gamma, phi } = rates;
  const spread = new Float64Array(steps);
  let squares = 1;
  let damping = 0;
  let power = 1;
  for (let step = 0; step < steps; step++) {
    spread[step] = Math.sqrt(squares);
    power *= phi;
    damping += power;
    const season = form.season !== 'none' && (step + 1) % form.period === 0 ? gamma : 0;
    const weight = alpha + (form.trend === 'none' ? 0 : beta * damping) + season;
    squares += weight * weight;
  }
  return spread;
}
