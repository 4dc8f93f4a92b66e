// Where threads meet. Words of the sync block, each on a cache line of its own:
//   0 arrived      written by every thread on its way into the barrier
//   64 generation  written by the last to arrive; the others wait for it to change
//   128 stop       written by the host: everybody leaves with a trap

let block: usize = 0;
let members: i32 = 1;

const SPINS: i32 = 100_000;
/** Sleeps are cut into slices of this many nanoseconds, so that a stop is seen though nobody arrives any more. */
const SLICE: i64 = 1_000_000;

export function joinTeam(sync: usize, threads: i32): void {
  block = sync;
  members = threads;
}

/** Leaves with a trap when the host has asked to stop. */
// @ts-ignore: decorator
@inline
export function checkStop(): void {
  if (atomic.load<i32>(block + 128) != 0) unreachable();
}

/**
 * Returns when all threads have called it. Everything written before is seen by all of them afterwards. Spins first: a
 * fit meets thousands of times a second and a sleep costs twenty times as much.
 */
export function barrier(): void {
  checkStop();
  if (members == 1) return;
  const generation = atomic.load<i32>(block + 64);
  if (atomic.add<i32>(block, 1) == members - 1) {
    atomic.store<i32>(block, 0);
    atomic.store<i32>(block + 64, generation + 1);
    atomic.notify(block + 64, members);
    return;
  }
  for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(block + 64) != generation) return;
  while (atomic.load<i32>(block + 64) == generation) {
    atomic.wait<i32>(block + 64, generation, SLICE);
    checkStop();
  }
}

/** For tests: 150 meetings. Word 100 counts arrivals, word 101 the times that somebody was missing. */
export function meetOften(): void {
  const start = atomic.load<i32>(400);
  barrier();
  for (let time = 1; time <= 150; time++) {
    atomic.add<i32>(400, 1);
    barrier();
    if (atomic.load<i32>(400) != start + (2 * time - 1) * members) atomic.add<i32>(404, 1);
    barrier();
    atomic.add<i32>(400, 1);
    barrier();
    if (atomic.load<i32>(400) != start + 2 * time * members) atomic.add<i32>(404, 1);
    barrier();
  }
}

/** For tests: ends by a stop only. */
export function meetForever(): void {
  for (;;) barrier();
}
