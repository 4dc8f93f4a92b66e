/**
 * Moves labels apart so that none overlaps: at least `gap` between neighbours, inside [low, high] as far as they fit,
 * each as near to its wish as the others let it. Returns the places in the order given.
 */
export function spreadLabels(wishes: readonly number[], options: { gap: number; low: number; high: number }): number[] {
  const { gap, low, high } = options;
  const order = wishes.map((wish, index) => ({ wish, index })).sort((a, b) => a.wish - b.wish || a.index - b.index);
  const places: number[] = [];
  for (const { wish } of order) places.push(Math.max(wish, (places.at(-1) ?? low - gap) + gap, low));
  let limit = high;
  for (let index = places.length - 1; index >= 0; index -= 1) {
    places[index] = Math.min(places[index] ?? limit, limit);
    limit = (places[index] ?? limit) - gap;
  }
  const result = new Array<number>(wishes.length).fill(0);
  order.forEach(({ index }, position) => {
    result[index] = places[position] ?? 0;
  });
  return result;
}
