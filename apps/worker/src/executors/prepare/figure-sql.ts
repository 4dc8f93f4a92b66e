/** A figure, or null where it is too large for a number. */
export function finiteSql(figure: string): string {
  return `CASE WHEN isfinite(CAST(${figure} AS DOUBLE)) THEN ${figure} END`;
}

/** Beyond this the squares of many numbers add up to more than a number holds, which the engine takes for an error. */
const largest = '1e140';

/** Standard deviation of a sample; null where the numbers are too large for one. `over` makes it one of a window. */
export function spreadSql(value: string, over = ''): string {
  const size = `abs(CAST(${value} AS DOUBLE))`;
  const spread = `stddev_samp(CASE WHEN ${size} < ${largest} THEN ${value} END)${over}`;
  return `CASE WHEN max(${size})${over} < ${largest} THEN ${spread} END`;
}
