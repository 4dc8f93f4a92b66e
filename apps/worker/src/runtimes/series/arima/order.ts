/** ARIMA(p, d, q)(P, D, Q) of a season of `period` steps, with or without a constant. */
export type ArimaOrder = {
  p: number;
  d: number;
  q: number;
  seasonalP: number;
  seasonalD: number;
  seasonalQ: number;
  period: number;
  constant: boolean;
};

export function orderInWords(order: ArimaOrder): string {
  const { p, d, q, seasonalP, seasonalD, seasonalQ, period, constant } = order;
  const season = period === 1 ? '' : `(${seasonalP},${seasonalD},${seasonalQ})[${period}]`;
  const more = !constant ? '' : d + seasonalD > 0 ? ' with drift' : ' with mean';
  return `ARIMA(${p},${d},${q})${season}${more}`;
}

/** Numbers that are fitted, with the variance of the errors. */
export function parametersOf({ p, q, seasonalP, seasonalQ, constant }: ArimaOrder): number {
  return p + q + seasonalP + seasonalQ + (constant ? 1 : 0) + 1;
}
