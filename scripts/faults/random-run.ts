import type { SeededRandom } from '@millrace/pipeline-core/seeded-random';

export type FaultStep = {
  title: string;
  seed: number;
  ms: number;
  bytes: number;
  flaky: number;
  fails: boolean;
  event: boolean;
};

/** A run to try: a random graph of 3 to 20 steps, and what shall happen to it. */
export type RandomRun = {
  key: string;
  steps: FaultStep[];
  edges: [number, number][];
  options: { max_parallel?: number; on_failure?: 'stop'; priority: number };
  /** Cancelled this long after its start. */
  cancelAfterMs: number | null;
};

export function randomRun(random: SeededRandom, number: number): RandomRun {
  const chance = (share: number) => random.next() < share;
  const count = 3 + random.int(18);
  const steps = Array.from({ length: count }, (_, idx) => ({
    title: `run ${number} step ${idx}`,
    seed: random.int(200), // few seeds: equal contents appear in many runs
    ms: chance(0.15) ? 200 + random.int(700) : random.int(40),
    bytes: chance(0.1) ? 200_000 : 100 + random.int(8_000),
    flaky: chance(0.1) ? 1 + random.int(2) : 0,
    fails: chance(0.03),
    event: chance(0.1),
  }));
  const edges: [number, number][] = [];
  for (let child = 1; child < count; child += 1) {
    const parents = new Set(Array.from({ length: random.int(4) }, () => random.int(child)));
    for (const parent of parents) edges.push([parent, child]);
  }
  return {
    key: `run-${number}`,
    steps,
    edges,
    options: {
      priority: random.int(3),
      ...(chance(0.2) ? { max_parallel: 1 + random.int(4) } : {}),
      ...(chance(0.15) ? { on_failure: 'stop' as const } : {}),
    },
    cancelAfterMs: chance(0.1) ? random.int(1_500) : null,
  };
}
