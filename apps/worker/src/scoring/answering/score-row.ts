import type { PredictionId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Recommended } from '../../data/recommended';
import type { FilledRow } from '../features/fill-lookups';
import { newPredictionId } from '../predictions/uuid-v7';
import type { RowAnswer, ServedEndpoint, ServedRelease } from '../releases/served-release';
import { andThen } from '../server/and-then';
import { recallAgain, recallAnswer, rememberAnswer } from './answer-cache';
import { type ChainFailure, type ChainOutcome, followChain } from './follow-chain';

export type ScoredRow = {
  id: PredictionId;
  /** null: nobody answered and the endpoint has no constant for that, or a list has nothing left to recommend. */
  prediction: string | number | null;
  probabilities?: Record<string, number>;
  recommended?: Recommended;
  interval?: NonNullable<RowAnswer['interval']>;
  warnings?: NonNullable<RowAnswer['warnings']>;
  /** Whose answer it is; null: the endpoint's constant answered. */
  release: ServedRelease | null;
  /** Place in the chain; 0 is the routed release. Behind all of them: a constant, or the last answer to the same row. */
  rank: number;
  reason?: string;
  /** It is a score of a batch: when that had been scored, and its id. */
  precomputed?: { at: string; batch: string };
  /** Nobody answered, and a release was too slow. */
  late?: true;
  /** Nobody answered, and a release, or what it looks up, was not there: once it is back it may answer this row. */
  away?: true;
  /** Nobody answered, and the process of a release ended meanwhile: with this row, and perhaps through it. */
  ended?: true;
  micros: { features: number; model: number };
  /** What became of it at the release it was routed to, and the time of this row alone, in microseconds. */
  first: 'answered' | 'late' | 'failed';
  ownMicros: number;
};

/**
 * Asks the releases of a chain for one row. Where none of them answers, the end of the chain does: with what one of them last
 * said to the same row, or a constant, as the endpoint says.
 */
export function scoreRow(options: Asking): ScoredRow | Promise<ScoredRow> {
  const { chain, now } = options;
  const { row, without } = options.filled;
  const budgetMs = Math.min(options.endpoint.facts.config.budgetMs, options.leftMs);
  const again = recalled(options);
  if (again !== null) return again;
  // Whoever may have to answer is there when the one before it is not.
  for (const release of chain) release.own?.keep();
  const attempts = chain.map((release) => ({
    release: release.id,
    unable: without.get(release.id),
    score: (signal: AbortSignal, limitMs: number) => release.answer(row, signal, limitMs),
  }));
  const start = now();
  return andThen(followChain<RowAnswer>({ attempts, budgetMs, now }), (outcome) => toScored(outcome, options, start));
}

/** What the release that the row is routed to has answered to the very same row, where the endpoint gives that again. */
function recalled({ endpoint, filled, chain, now }: Asking): ScoredRow | null {
  const { remember } = endpoint.facts.config;
  const [release] = chain;
  if (remember === undefined || release === undefined || filled.without.has(release.id)) return null;
  const start = now();
  const answer = recallAgain(release, filled.row, { now: start, seconds: remember.seconds });
  if (answer === null) return null;
  return {
    id: newPredictionId(),
    ...fieldsOf(answer),
    release,
    rank: 0,
    micros: { features: 0, model: 0 },
    ownMicros: Math.round((now() - start) * 1000),
    first: 'answered',
  };
}

type Asking = {
  endpoint: ServedEndpoint;
  filled: FilledRow;
  chain: readonly ServedRelease[];
  now: () => number;
  /** What is left of the request's time. */
  leftMs: number;
};

function toScored(
  outcome: ChainOutcome<RowAnswer>,
  { endpoint, filled, chain, now }: Asking,
  start: number,
): ScoredRow {
  const { row } = filled;
  const { last, remember } = endpoint.facts.config;
  const own = { ownMicros: Math.round((now() - start) * 1000), first: firstOf(outcome) };
  const reason = reasonOf(outcome, endpoint.releases);
  if (outcome.kind === 'answered') {
    const release = endpoint.releases.get(outcome.release) ?? null;
    if ((last.kind === 'cached' || remember !== undefined) && release !== null)
      rememberAnswer(release, row, { answer: outcome.value, now: now() });
    return {
      id: newPredictionId(),
      ...fieldsOf(outcome.value),
      release,
      rank: outcome.rank,
      ...(reason === undefined ? {} : { reason }),
      micros: outcome.value.micros,
      ...own,
    };
  }
  return {
    id: newPredictionId(),
    ...endOfChain({
      endpoint,
      row,
      now: now(),
      reason,
      failures: outcome.failures,
    }),
    rank: Math.max(1, chain.length),
    micros: { features: 0, model: 0 },
    ...own,
  };
}

type Fields = Pick<ScoredRow, 'prediction' | 'probabilities' | 'recommended' | 'interval' | 'warnings'>;

function fieldsOf({ prediction, probabilities, recommended, interval, warnings }: RowAnswer): Fields {
  const fields: Fields = { prediction };
  if (probabilities !== undefined) fields.probabilities = probabilities;
  if (recommended !== undefined) fields.recommended = recommended;
  if (interval !== undefined) fields.interval = interval;
  if (warnings !== undefined) fields.warnings = warnings;
  return fields;
}

function endOfChain(o: {
  endpoint: ServedEndpoint;
  row: JsonObject;
  now: number;
  reason: string | undefined;
  failures: readonly ChainFailure[];
}): Fields & Pick<ScoredRow, 'release' | 'reason' | 'late' | 'away' | 'ended'> {
  const { last } = o.endpoint.facts.config;
  const because = (how: string) => [o.reason?.replace(/\.$/, '') ?? [], how].flat().join('; ');
  const found =
    last.kind === 'cached' ? recallAnswer(o.endpoint.releases.values(), o.row, { now: o.now, ...last }) : null;
  if (found !== null) {
    const reason = because(`answered as ${(found.ageMs / 1000).toFixed(1)} s ago`);
    return { ...fieldsOf(found.answer), release: found.release, reason };
  }
  const value = last.kind === 'error' ? null : (last.value ?? null);
  const reason = value === null ? o.reason : because('answered with the constant of the endpoint');
  return { prediction: value, release: null, ...(reason === undefined ? {} : { reason }), ...missing(o.failures) };
}

/** Where there is no failure nobody was there to be asked. */
function missing(failures: readonly ChainFailure[]): Pick<ScoredRow, 'late' | 'away' | 'ended'> {
  const reasons = new Set(failures.map(({ reason }) => reason));
  const isAway = failures.length === 0 || reasons.has('away') || reasons.has('unable');
  return {
    ...(reasons.has('late') ? { late: true } : {}),
    ...(isAway ? { away: true } : {}),
    ...(reasons.has('ended') ? { ended: true } : {}),
  };
}

/** One that is asked alone has more time, and is measured by that of the others: releases are compared by one limit. */
function firstOf(outcome: ChainOutcome<RowAnswer>): ScoredRow['first'] {
  const [failure] = outcome.failures;
  if (failure !== undefined) return failure.reason === 'late' ? 'late' : 'failed';
  if (outcome.kind === 'exhausted') return 'failed';
  return outcome.overdue ? 'late' : 'answered';
}

const failureWords = {
  late: 'was late',
  failed: 'failed',
  away: 'was away',
  ended: 'failed',
  unable: 'was not asked',
} as const satisfies Record<ChainFailure['reason'], string>;

/** Why the first release did not answer, in words. */
function reasonOf(
  outcome: ChainOutcome<RowAnswer>,
  releases: ReadonlyMap<ReleaseId, ServedRelease>,
): string | undefined {
  if (outcome.failures.length === 0) return outcome.kind === 'answered' ? undefined : 'no release is loaded';
  return outcome.failures
    .map(
      ({ release, reason, message }) => `v${releases.get(release)?.number ?? '?'} ${failureWords[reason]}: ${message}`,
    )
    .join('; ');
}
