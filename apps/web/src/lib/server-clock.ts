/** What one answer tells of the server's clock: its Date header, and when it was asked and answered by the own clock. */
export type ClockSample = { date: string | null; askedAt: number; answeredAt: number };

/** The clock of a server, as far as its answers tell. */
export type ServerClock = {
  hear(sample: ClockSample): void;
  /** Milliseconds by which it is ahead of the own clock; negative: behind. */
  ahead(): number;
};

/**
 * Follows the clock of a server by the Date headers of its answers. Such a header leaves the fraction of its second out,
 * and was written at some time between question and answer; so each answer says "not less than, not more than", and
 * together they are close to it. Within those bounds the own clock is believed. Bounds that contradict the earlier ones
 * mean that a clock was set: what was known before is forgotten.
 */
export function createServerClock(): ServerClock {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return {
    hear({ date, askedAt, answeredAt }) {
      const second = date === null ? Number.NaN : Date.parse(date);
      if (Number.isNaN(second)) return;
      const [low, high] = [second - answeredAt, second + 1000 - askedAt];
      const agrees = low <= most && high >= least;
      least = agrees ? Math.max(least, low) : low;
      most = agrees ? Math.min(most, high) : high;
    },
    ahead: () => Math.min(Math.max(0, least), most),
  };
}
