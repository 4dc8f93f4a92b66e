/** A partial autocorrelation this near to 1 is as good as a difference; further out a fit would wander off. */
const MOST = 0.99;

/**
 * Coefficients c of 1 - c_1 B - c_2 B^2 - ... whose roots all lie outside of the unit circle, from as many unbounded
 * numbers: each becomes a partial autocorrelation between -1 and 1, and the recursion of Durbin and Levinson makes
 * coefficients of them (Jones 1980). Every such polynomial can be reached.
 */
export function stationaryCoefficients(point: Float64Array): Float64Array {
  const coefficients = new Float64Array(point.length);
  const before = new Float64Array(point.length);
  for (let order = 0; order < point.length; order++) {
    const x = point[order]!;
    // A rational sigmoid: the same bits on every machine.
    const partial = (MOST * x) / Math.sqrt(1 + x * x);
    before.set(coefficients);
    for (let at = 0; at < order; at++) coefficients[at] = before[at]! - partial * before[order - 1 - at]!;
    coefficients[order] = partial;
  }
  return coefficients;
}
