/** What held-out rows say of a model: mean loss, error rate (0 where it does not count), and how many they are. */
export type Held = { loss: number; error: number; rows: number };

export type EarlyStopping = { see(round: number, held: Held): boolean; best(): number };

/**
 * Remembers the best round on held-out rows; `see` says whether `patience` rounds have passed since. Best is the
 * smallest loss; with more than two classes the smallest error rate, then the smallest loss: log loss turns long before
 * the ranking of many classes stops to improve.
 */
export function createEarlyStopping(patience: number): EarlyStopping {
  let bestRound = 0;
  let best: Held = { loss: Number.POSITIVE_INFINITY, error: Number.POSITIVE_INFINITY, rows: 0 };
  return {
    see(round, held) {
      if (held.error < best.error || (held.error === best.error && held.loss < best.loss)) {
        best = held;
        bestRound = round;
      }
      return round - bestRound >= patience;
    },
    best: () => bestRound,
  };
}
