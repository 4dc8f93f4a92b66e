/** Part of each new measure in the mean: a change of pace shows within some ten rows. */
const share = 0.2;

export type RowPace = {
  /** The process begins to make a row. */
  began(): void;
  /** It has made so many, and begins with the next where there is one. */
  made(rows: number): void;
  /** Milliseconds a row takes on average; 0 as long as that is not known. */
  rowMs(): number;
};

/** How fast a process makes rows, seen from outside. `now` in milliseconds on a monotonic clock. */
export function createRowPace(now: () => number): RowPace {
  let since = now();
  /** null: it answered once, which warmed it and took longer than others do. */
  let mean: number | null | undefined;
  return {
    began() {
      since = now();
    },
    made(rows) {
      const took = (now() - since) / rows;
      since = now();
      if (mean === undefined) mean = null;
      else mean = mean === null ? took : mean + (1 - (1 - share) ** rows) * (took - mean);
    },
    rowMs: () => mean ?? 0,
  };
}
