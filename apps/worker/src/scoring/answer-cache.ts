import { createHash } from 'node:crypto';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowAnswer, ServedRelease } from './served-release';

/** Answers that are remembered of each release; the oldest go first. */
const mostAnswers = 10_000;

type Remembered = { answer: RowAnswer; at: number };

/** By release, so that answers go with it; within one by a hash of the row, as rows may be large. */
const answers = new WeakMap<ServedRelease, Map<string, Remembered>>();

/** Remembers what a release answered to a row; `now` in milliseconds on a monotonic clock. */
export function rememberAnswer(release: ServedRelease, row: JsonObject, o: { answer: RowAnswer; now: number }): void {
  const known = answers.get(release) ?? new Map<string, Remembered>();
  answers.set(release, known);
  const key = keyOf(row);
  known.delete(key); // what is set anew stands last
  known.set(key, { answer: o.answer, at: o.now });
  if (known.size <= mostAnswers) return;
  const [oldest] = known.keys();
  if (oldest !== undefined) known.delete(oldest);
}

/** The last answer of any of these releases to the same row that is no older than so many seconds; null: there is none. */
export function recallAnswer(
  releases: Iterable<ServedRelease>,
  row: JsonObject,
  o: { now: number; seconds: number },
): { release: ServedRelease; answer: RowAnswer; ageMs: number } | null {
  const key = keyOf(row);
  const found = [...releases].flatMap((release) => {
    const one = answers.get(release)?.get(key);
    const ageMs = one === undefined ? Number.POSITIVE_INFINITY : o.now - one.at;
    return one === undefined || ageMs > o.seconds * 1000 ? [] : [{ release, answer: one.answer, ageMs }];
  });
  return found.sort((a, b) => a.ageMs - b.ageMs)[0] ?? null;
}

/** The same fields in the same order are the same row: a client writes them as it always does. */
function keyOf(row: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64');
}
