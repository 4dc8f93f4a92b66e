/** A state is kept at most this often, in milliseconds. */
const leastMs = 1_000;
/** Share of the time a fit has run that one may lose: kept every 3 % of it. */
const lostShare = 0.03;
/** Keeping states takes at most a twentieth of the time. */
const costFactor = 20;

export type CheckpointClock = {
  /** Whether a state is due. */
  due(): boolean;
  /** One has been kept. */
  saved(): void;
};

/**
 * When to keep a state of a fit: often enough that little is lost when its process dies, so seldom that it costs little.
 * `now` answers milliseconds.
 */
export function checkpointClock(now: () => number = () => performance.now(), least = leastMs): CheckpointClock {
  const began = now();
  let last = began;
  let cost = 0;
  let asked = began;
  return {
    due() {
      asked = now();
      return asked - last >= Math.max(least, (asked - began) * lostShare, cost * costFactor);
    },
    saved() {
      last = now();
      cost = last - asked;
    },
  };
}
