/** The line of the log that ends a fit. */
export function trainedWords(o: { rows: number; features: number; seconds: number }): string {
  const rows = o.rows === 1 ? '1 row' : `${o.rows} rows`;
  const features = o.features === 1 ? '1 feature' : `${o.features} features`;
  return `Trained on ${rows} and ${features} in ${o.seconds.toFixed(2)} s.`;
}
