/** A repeatable wave with some noise, between 0 and about 1; the seed chooses its shape. */
export function wave(length: number, seed: number): number[] {
  return Array.from({ length }, (_, index) => {
    const noise = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453;
    return 0.45 + 0.25 * Math.sin(index / (3 + seed) + seed) + 0.2 * (noise - Math.floor(noise));
  });
}

/** Bell-shaped counts, for example histograms. */
export function bell(bins: number, peak: number, width: number, height = 400): number[] {
  return Array.from({ length: bins }, (_, bin) => Math.round(height * Math.exp(-(((bin - peak) / width) ** 2))));
}

/** Points of a concave curve from (0, 0) to (1, 1): y = x^power, with steps like a real ROC curve. */
export function curve(power: number, points = 60): { x: number; y: number }[] {
  return Array.from({ length: points + 1 }, (_, index) => {
    const x = index / points;
    const y = x ** power;
    return { x, y: Math.round(y * 120) / 120 };
  });
}
