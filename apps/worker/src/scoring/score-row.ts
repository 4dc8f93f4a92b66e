import type { PredictionId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { Recommended } from '../data/recommended';
import type { FilledRow } from './features/fill-lookups';
import { type ChainFailure, type ChainOutcome, followChain } from './follow-chain';
import type { RowAnswer, ServedEndpoint, ServedRelease } from './served-release';
import { newPredictionId } from './uuid-v7';

export type ScoredRow = {
  id: PredictionId;
  /** null: nobody answered and the endpoint has no constant for that, or a list has nothing left to recommend. */
  prediction: string | number | null;
  probabilities?: Record<string, number>;
  recommended?: Recommended;
  interval?: NonNullable<RowAnswer['interval']>;
  /** null: the endpoint's constant answered. */
  release: ServedRelease | null;
  /** Place in the chain; 0 is the routed release. */
  rank: number;
  reason?: string;
  /** Nobody answered, and a release was too slow. */
  late?: true;
  micros: { features: number; model: number };
  /** What became of it at the release it was routed to, and the time of this row alone, in microseconds. */
  first: 'answered' | 'late' | 'failed';
  ownMicros: number;
};

/** Asks the releases of a chain for one row, and answers with the endpoint's constant where none of them does. */
export async function scoreRow(options: {
  endpoint: ServedEndpoint;
  filled: FilledRow;
  chain: readonly ServedRelease[];
  now: () => number;
  /** What is left of the request's time. */
  leftMs: number;
}): Promise<ScoredRow> {
  const { endpoint, chain, now } = options;
  const { row, without } = options.filled;
  const budgetMs = Math.min(endpoint.facts.config.budgetMs, options.leftMs);
  const attempts = chain.map((release) => ({
    release: release.id,
    unable: without.get(release.id),
    score: (signal: AbortSignal) => release.answer(row, signal),
  }));
  const start = now();
  const outcome = await followChain<RowAnswer>({ attempts, budgetMs, now });
  const own = { ownMicros: Math.round((now() - start) * 1000), first: firstOf(outcome) };
  const reason = reasonOf(outcome, endpoint.releases);
  if (outcome.kind === 'answered') {
    const { prediction, probabilities, recommended, interval, micros } = outcome.value;
    const release = endpoint.releases.get(outcome.release) ?? null;
    return {
      id: newPredictionId(),
      prediction,
      ...(probabilities === undefined ? {} : { probabilities }),
      ...(recommended === undefined ? {} : { recommended }),
      ...(interval === undefined ? {} : { interval }),
      release,
      rank: outcome.rank,
      ...(reason === undefined ? {} : { reason }),
      micros,
      ...own,
    };
  }
  const { last } = endpoint.facts.config;
  return {
    id: newPredictionId(),
    prediction: last.kind === 'constant' ? last.value : null,
    release: null,
    rank: chain.length,
    ...(outcome.failures.some((failure) => failure.reason === 'late') ? { late: true } : {}),
    ...(reason === undefined ? {} : { reason }),
    micros: { features: 0, model: 0 },
    ...own,
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
