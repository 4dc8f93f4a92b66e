/** Rows in a row that nobody could wait for, after which a process counts as slow. */
const mostLate = 8;
/** A slow process is asked so often, until an answer comes in time. */
const probeEveryMs = 1_000;

export type Health = {
  late(): void;
  inTime(): void;
  isSlow(): boolean;
  /** Whether a row may be sent now; of a slow process one a second is. */
  admits(): boolean;
};

/** Whether a process answers in time. One that does not is asked once a second only: its time is spent once, not with each request. */
export function createHealth(now: () => number): Health {
  let late = 0;
  let nextProbe = 0;
  return {
    late() {
      late += 1;
      if (late === mostLate) nextProbe = now() + probeEveryMs;
    },
    inTime() {
      late = 0;
    },
    isSlow: () => late >= mostLate,
    admits() {
      if (late < mostLate) return true;
      if (now() < nextProbe) return false;
      nextProbe = now() + probeEveryMs;
      return true;
    },
  };
}
