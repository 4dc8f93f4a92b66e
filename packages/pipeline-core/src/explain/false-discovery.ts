/**
 * Adjusted p-values that hold the share of false findings among all findings (Benjamini and Hochberg 1995): p_(i) m / i,
 * made monotone from the largest down, at most 1. In the order given.
 */
export function falseDiscovery(p: readonly number[]): number[] {
  const order = p.map((_, at) => at).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(p.length).fill(1);
  let least = 1;
  for (let place = order.length - 1; place >= 0; place--) {
    const at = order[place]!;
    least = Math.min(least, (p[at]! * p.length) / (place + 1));
    adjusted[at] = least;
  }
  return adjusted;
}
