import { setImmediate } from 'node:timers/promises';
import {
  type AnswerRounding,
  answerGap,
  type GoldenRow,
  roundingOf,
  type SmokeFacts,
} from '@millrace/pipeline-core/release';
import type { ServedRelease } from '../../scoring/releases/served-release';

/** Answers timed: enough for a 99th percentile that one slow answer does not decide. */
const latencySamples = 1_000;
/** A model so slow that this is not enough has shown by then what it is. */
const latencyMs = 30_000;
/** And so long for its golden rows: what takes seconds for one is proven on as many as there is time for. */
const goldenMs = 60_000;

type SmokeOptions = {
  release: ServedRelease;
  golden: readonly GoldenRow[];
  coldStartMs: number;
  now: () => number;
  signal: AbortSignal;
};

/** Asks a loaded release its golden rows one by one and compares; asks them again for the time a row takes. */
export async function smokeTest(options: SmokeOptions): Promise<SmokeFacts> {
  const { release, golden, now, signal } = options;
  let largestDifference = 0;
  let rows = 0;
  const rounding = roundingOf(release.format);
  const end = now() + goldenMs;
  for (const row of golden) {
    if (rows > 0 && now() >= end) break;
    signal.throwIfAborted();
    await setImmediate(); // scoring may live in this process: its requests come between two answers
    const answer = await release.answer(row.input, signal);
    largestDifference = Math.max(largestDifference, difference(row.output, answer.output, rounding));
    rows += 1;
  }
  const micros = await timeAnswers(options);
  micros.sort((a, b) => a - b);
  const p99Micros = micros[Math.ceil(micros.length * 0.99) - 1] ?? 0;
  const { coldStartMs } = options;
  const unasked = golden.length - rows;
  const asked = unasked > 0 ? { rows, unasked } : { rows };
  return { ...asked, largestDifference, rounding: rounding.most, coldStartMs, p99Micros, samples: micros.length };
}

/** The golden rows have been asked before, so this is the time of a warm release. */
async function timeAnswers({ release, golden, now, signal }: SmokeOptions): Promise<number[]> {
  const micros: number[] = [];
  const end = now() + latencyMs;
  for (let asked = 0; asked < latencySamples && now() < end; asked += 1) {
    const row = golden[asked % golden.length];
    if (row === undefined) break;
    signal.throwIfAborted();
    await setImmediate();
    const start = now();
    await release.answer(row.input, signal);
    micros.push((now() - start) * 1000);
  }
  return micros;
}

/** Largest difference, as rounding is measured for this format; infinite when the numbers of outputs differ. */
function difference(expected: readonly number[], seen: readonly number[], rounding: AnswerRounding): number {
  if (expected.length !== seen.length) return Number.POSITIVE_INFINITY;
  return expected.reduce(
    (largest, value, at) => Math.max(largest, answerGap(value, seen[at] ?? Number.NaN, rounding)),
    0,
  );
}
