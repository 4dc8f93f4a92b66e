import type { JsonObject } from '@millrace/pipeline-core/json';
import type { FieldProblem } from '@millrace/pipeline-core/release';
import type { FoundScore, Precomputed } from '../precomputed/precomputed-store';
import { newPredictionId } from '../predictions/uuid-v7';
import type { ServedRelease } from '../releases/served-release';
import type { ScoreRequest } from './asked-rows';
import type { ScoredRow } from './score-row';

/** Rows of a request to an endpoint that answers with scores of batches. */
export type PrecomputedRows = {
  has(index: number): boolean;
  /** The answer to a row whose key has a score. */
  answerTo(index: number): ScoredRow | null;
  /**
   * What is checked of a row: all of it but those fields of the key that the release does not read; null where its key is all
   * it has, and has a score.
   */
  toCheck(index: number): JsonObject | null;
  /** Why a row is refused that has its key alone. */
  unscored(index: number): FieldProblem | null;
};

/** Looks up the scores of the releases that rows are routed to; null where the endpoint answers with none. */
export function precomputedRows(
  { endpoint, rows }: Pick<ScoreRequest, 'endpoint' | 'rows'>,
  { chains, find }: { chains: readonly ServedRelease[][]; find: Precomputed['find'] | undefined },
): PrecomputedRows | null {
  const key = endpoint.facts.config.precomputed?.key;
  if (key === undefined || find === undefined) return null;
  const found = rows.map((row, index) => {
    const release = chains[index]?.[0];
    const score = release === undefined ? null : find(endpoint, release, row);
    return release === undefined || score === null ? null : { release, score };
  });
  const isAlone = (row: JsonObject) => Object.keys(row).every((field) => key.includes(field));
  return {
    has: (index) => found[index] !== null && found[index] !== undefined,
    answerTo(index) {
      const one = found[index];
      return one === null || one === undefined ? null : scoredRow(one.release, one.score);
    },
    toCheck(index) {
      const row = rows[index] ?? {};
      if (found[index] !== null && isAlone(row)) return null;
      const read = new Set(chains[index]?.[0]?.signature.inputs.map(({ name }) => name));
      const unread = key.filter((field) => !read.has(field) && Object.hasOwn(row, field));
      if (unread.length === 0) return row;
      return Object.fromEntries(Object.entries(row).filter(([field]) => !unread.includes(field)));
    },
    unscored(index) {
      const row = rows[index] ?? {};
      if (found[index] !== null || !isAlone(row)) return null;
      const seen = JSON.stringify(key.map((field) => row[field] ?? null)).slice(0, 60);
      const expected = 'a key that has a score, or every field of the row';
      return { row: index, field: key.join(', '), problem: 'unscored', seen, expected };
    },
  };
}

function scoredRow(release: ServedRelease, { answer, at, batch }: FoundScore): ScoredRow {
  return {
    id: newPredictionId(),
    ...answer,
    release,
    rank: 0,
    precomputed: { at, batch },
    micros: { features: 0, model: 0 },
    first: 'answered',
    ownMicros: 0,
  };
}
