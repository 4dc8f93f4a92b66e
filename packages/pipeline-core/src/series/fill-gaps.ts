/** What stands in a step in which nothing was seen. */
export const gapRules = ['bridge', 'zero', 'last'] as const;
export type GapRule = (typeof gapRules)[number];

/** Values without gaps: on a straight line between the neighbours, 0, or the last value seen. Ends repeat the nearest. */
export function fillGaps(values: Float64Array, rule: GapRule): Float64Array {
  const filled = values.slice();
  for (let step = 0; step < filled.length; step++) {
    if (!Number.isNaN(filled[step]!)) continue;
    let after = step;
    while (after < filled.length && Number.isNaN(filled[after]!)) after++;
    const before = step > 0 ? filled[step - 1]! : (filled[after] ?? 0);
    const next = after < filled.length ? filled[after]! : before;
    for (let at = step; at < after; at++) {
      const share = (at - step + 1) / (after - step + 1);
      filled[at] = rule === 'zero' ? 0 : rule === 'last' ? before : before + (next - before) * share;
    }
    step = after;
  }
  return filled;
}
