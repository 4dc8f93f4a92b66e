/**
 * A query of figures of the cells `x` of a relation, all learned in one scan; `quantiles` are shares, by name. Quantiles
 * come as one list: then the engine gathers the cells once and orders them once, where each for itself would gather its
 * own, which for a hundred bins takes a hundred times the memory. A list has numbers of one type, and a share that was
 * made longer or shorter first would be another number, so each is cast by itself.
 */
export function figuresSql(o: {
  from: string;
  figures?: Record<string, string>;
  quantiles?: Record<string, number>;
}): string {
  const { from, figures = {}, quantiles = {} } = o;
  const learned = Object.entries(figures).map(([name, figure]) => `${figure} AS ${name}`);
  const names = Object.keys(quantiles);
  if (names.length === 0) return `SELECT ${learned.join(', ')} FROM ${from}`;
  const shares = Object.values(quantiles).map((share) => `CAST(${share} AS DOUBLE)`);
  const list = `quantile_cont(x, [${shares.join(', ')}]) AS quantiles`;
  const items = [...Object.keys(figures), ...names.map((name, at) => `quantiles[${at + 1}] AS ${name}`)];
  return `SELECT ${items.join(', ')} FROM (SELECT ${[...learned, list].join(', ')} FROM ${from})`;
}
