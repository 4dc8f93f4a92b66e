/** How far beyond the quantiles a histogram reaches to show the last values too, as a share of what lies between them. */
const near = 0.1;

/**
 * Where the bins of a column begin and end: at its smallest and largest value. An end that lies far beyond the quantile
 * before it would press all other bars together: there the bins end at the quantile, and what lies outside is counted.
 */
export function histogramEnds(o: { low: number; high: number; min: number; max: number }): [number, number] {
  const { low, high, min, max } = o;
  const room = (high - low) * near;
  return [low - min <= room ? min : low, max - high <= room ? max : high];
}
