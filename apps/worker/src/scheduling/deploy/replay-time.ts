/**
 * By when each part of a replay has ended, in milliseconds of its start. What is done sooner leaves its time to those after
 * it, and what is not done by then is said to be undone: a slow model makes the checks weaker, never a failed deployment.
 */
const ends = { rows: 20_000, online: 30_000, champion: 45_000, slices: 60_000 } as const;

export type ReplayEnds = Record<keyof typeof ends, number>;

/** The ends of a replay that starts now, on the clock that tells `now`. */
export function replayEnds(now: number): ReplayEnds {
  return { rows: now + ends.rows, online: now + ends.online, champion: now + ends.champion, slices: now + ends.slices };
}
