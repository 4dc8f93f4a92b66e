export type KeyRates = {
  /** Takes one request of this caller; the seconds to wait when there is none left, 0 otherwise. */
  take(caller: string): number;
};

const mostKnown = 10_000;

/**
 * A token bucket per API key: `perSecond` requests a second, and at rest as many at once. Each scoring process counts
 * for itself. Nothing is limited when `perSecond` is 0.
 */
export function createKeyRates(options: { perSecond: number; now: () => number }): KeyRates {
  const { perSecond, now } = options;
  if (perSecond <= 0) return { take: () => 0 };
  const most = Math.max(1, perSecond);
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(caller) {
      const at = now();
      const before = buckets.get(caller) ?? { tokens: most, at };
      const tokens = Math.min(most, before.tokens + ((at - before.at) / 1000) * perSecond);
      if (buckets.size >= mostKnown && !buckets.has(caller)) buckets.clear();
      const left = tokens >= 1 ? tokens - 1 : tokens;
      buckets.set(caller, { tokens: left, at });
      return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
    },
  };
}
