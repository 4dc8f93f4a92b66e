import type { GoldenRow, SmokeFacts } from '@millrace/pipeline-core/release';
import type { ServedRelease } from '../../scoring/served-release';

/** Answers asked for the latency figure; golden rows are asked again until there are so many. */
const latencySamples = 200;

/** Asks a loaded release its golden rows one by one and compares; then again for the time a row takes. */
export async function smokeTest(options: {
  release: ServedRelease;
  golden: readonly GoldenRow[];
  coldStartMs: number;
  now: () => number;
  signal: AbortSignal;
}): Promise<SmokeFacts> {
  const { release, golden, now, signal } = options;
  let largestDifference = 0;
  const micros: number[] = [];
  for (let asked = 0; asked < Math.max(golden.length, golden.length === 0 ? 0 : latencySamples); asked += 1) {
    const row = golden[asked % golden.length];
    if (row === undefined) break;
    signal.throwIfAborted();
    const start = now();
    const answer = await release.answer(row.input, signal);
    micros.push((now() - start) * 1000);
    if (asked >= golden.length) continue;
    largestDifference = Math.max(largestDifference, difference(row.output, answer.output));
  }
  micros.sort((a, b) => a - b);
  const p95Micros = micros[Math.ceil(micros.length * 0.95) - 1] ?? 0;
  return { rows: golden.length, largestDifference, coldStartMs: options.coldStartMs, p95Micros };
}

/** Largest absolute difference; infinite when the numbers of outputs differ. NaN equals NaN: both say "no answer". */
function difference(expected: readonly number[], seen: readonly number[]): number {
  if (expected.length !== seen.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((largest, value, at) => {
    const other = seen[at] ?? Number.NaN;
    if (Object.is(value, other)) return largest;
    const gap = Math.abs(value - other);
    return Math.max(largest, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
  }, 0);
}
