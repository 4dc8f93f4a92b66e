import { createHash } from 'node:crypto';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowAnswer, ServedEndpoint, ServedRelease } from '../releases/served-release';

/** Answers that are remembered of each release, and what they may take together; the oldest go first. */
const mostAnswers = 10_000;
const mostBytes = 8 * 1024 ** 2;
/** Of each: its key, and what holds it. */
const ownBytes = 250;

type Remembered = { answer: RowAnswer; at: number; bytes: number };
type Known = { answers: Map<string, Remembered>; bytes: number; again: { found: number; missed: number } };

/** By release, so that answers go with it; within one by a hash of the row, as rows may be large. The oldest stand first. */
const known = new WeakMap<ServedRelease, Known>();

/** Remembers what a release answered to a row; `now` in milliseconds on a monotonic clock. */
export function rememberAnswer(release: ServedRelease, row: JsonObject, o: { answer: RowAnswer; now: number }): void {
  const of = knownOf(release);
  const key = keyOf(row);
  forget(of, key); // what is set anew stands last
  const bytes = ownBytes + 2 * JSON.stringify(o.answer).length;
  of.answers.set(key, { answer: o.answer, at: o.now, bytes });
  of.bytes += bytes;
  for (const oldest of of.answers.keys()) {
    if (of.answers.size <= mostAnswers && of.bytes <= mostBytes) return;
    forget(of, oldest);
  }
}

/** The last answer of any of these releases to the same row that is no older than so many seconds; null: there is none. */
export function recallAnswer(
  releases: Iterable<ServedRelease>,
  row: JsonObject,
  o: { now: number; seconds: number },
): { release: ServedRelease; answer: RowAnswer; ageMs: number } | null {
  const key = keyOf(row);
  const found = [...releases].flatMap((release) => {
    const one = known.get(release)?.answers.get(key);
    const ageMs = one === undefined ? Number.POSITIVE_INFINITY : o.now - one.at;
    return one === undefined || ageMs > o.seconds * 1000 ? [] : [{ release, answer: one.answer, ageMs }];
  });
  return found.sort((a, b) => a.ageMs - b.ageMs)[0] ?? null;
}

/** What a release answered to the same row in so many seconds, to be given again instead of asking it; counted. */
export function recallAgain(
  release: ServedRelease,
  row: JsonObject,
  o: { now: number; seconds: number },
): RowAnswer | null {
  const { again } = knownOf(release);
  const found = recallAnswer([release], row, o);
  if (found === null) again.missed += 1;
  else again.found += 1;
  return found?.answer ?? null;
}

function knownOf(release: ServedRelease): Known {
  const of = known.get(release) ?? { answers: new Map(), bytes: 0, again: { found: 0, missed: 0 } };
  known.set(release, of);
  return of;
}

/** Forgets what no endpoint may answer with any more: what is too old for all of them, and all where none wants it. */
export function forgetOldAnswers(endpoints: Iterable<ServedEndpoint>, now: number): void {
  const seconds = new Map<ServedRelease, number>();
  for (const { facts, releases } of endpoints) {
    const { last, remember } = facts.config;
    const wanted = Math.max(last.kind === 'cached' ? last.seconds : 0, remember?.seconds ?? 0);
    for (const release of releases.values()) seconds.set(release, Math.max(wanted, seconds.get(release) ?? 0));
  }
  for (const [release, most] of seconds) {
    const of = known.get(release);
    if (most === 0) known.delete(release);
    else if (of !== undefined) forgetBefore(of, now - most * 1000);
  }
}

/** How many answers of a release are remembered, and about how many bytes they take. */
export function rememberedOf(release: ServedRelease): { answers: number; bytes: number } {
  const of = known.get(release);
  return { answers: of?.answers.size ?? 0, bytes: of?.bytes ?? 0 };
}

/** How often an answer was given again, and how often there was none; null where no endpoint wants that of the release. */
export function givenAgain(release: ServedRelease): { found: number; missed: number } | null {
  const again = known.get(release)?.again;
  return again === undefined || again.found + again.missed === 0 ? null : again;
}

function forgetBefore(of: Known, moment: number): void {
  for (const [key, { at }] of of.answers) {
    if (at >= moment) return;
    forget(of, key);
  }
}

function forget(of: Known, key: string): void {
  of.bytes -= of.answers.get(key)?.bytes ?? 0;
  of.answers.delete(key);
}

/** The same fields in the same order are the same row: a client writes them as it always does. */
function keyOf(row: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64');
}
