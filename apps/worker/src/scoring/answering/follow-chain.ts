import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { ReleaseAway, ReleaseEnded } from '../releases/release-away';

/** One release that may answer. A scorer in this process answers at once, one in a child later. */
export type Attempt<T> = {
  release: ReleaseId;
  /** Why it is not asked at all. */
  unable?: string | undefined;
  score(signal: AbortSignal, limitMs: number): T | Promise<T>;
};

/**
 * Why a release did not answer. `failed`: with this row, so the row may be at fault. `away`: it was not there to answer any
 * row. `unable`: what it looks up is missing, and it was not asked. `ended`: with this row and others perhaps, of which one
 * may be at fault.
 */
export type ChainFailure = {
  release: ReleaseId;
  reason: 'late' | 'failed' | 'away' | 'ended' | 'unable';
  message: string;
};

export type ChainOutcome<T> =
  | {
      kind: 'answered';
      value: T;
      release: ReleaseId;
      rank: number;
      failures: ChainFailure[];
      /** It took longer than it would have been given with another release behind it. */
      overdue: boolean;
    }
  | { kind: 'exhausted'; failures: ChainFailure[] };

/** Part of the remaining time that a release gets while others wait behind it. */
const shareOfRest = 0.7;

/** Milliseconds for the next try: all that is left for the last release, else a part of it. */
export function attemptBudget(remainingMs: number, triesLeft: number): number {
  return triesLeft > 1 ? remainingMs * shareOfRest : remainingMs;
}

/**
 * Asks releases in order until one answers in time: better wrong than late. A release that failed or was late is told
 * through its signal and not waited for. What answers at once is never late: the time is gone either way; the outcome is there
 * at once, too. For one that cannot answer no time is kept.
 */
export function followChain<T>(options: {
  attempts: readonly Attempt<T>[];
  budgetMs: number;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
}): ChainOutcome<T> | Promise<ChainOutcome<T>> {
  const { attempts, budgetMs, now } = options;
  let triesLeft = 0;
  for (const { unable } of attempts) if (unable === undefined) triesLeft += 1;
  return goOn({ attempts, now, end: now() + budgetMs, triesLeft, rank: 0, failures: [] });
}

/** A chain under way: `rank` is asked next. */
type Chain<T> = {
  attempts: readonly Attempt<T>[];
  now: () => number;
  end: number;
  triesLeft: number;
  rank: number;
  failures: ChainFailure[];
};

function goOn<T>(chain: Chain<T>): ChainOutcome<T> | Promise<ChainOutcome<T>> {
  const { failures } = chain;
  for (let attempt = chain.attempts[chain.rank]; attempt !== undefined; attempt = chain.attempts[chain.rank]) {
    const { release, unable } = attempt;
    if (unable !== undefined) {
      failures.push({ release, reason: 'unable', message: unable });
      chain.rank += 1;
      continue;
    }
    const remaining = chain.end - chain.now();
    if (remaining <= 0) break;
    const tried = tryRelease(attempt, attemptBudget(remaining, chain.triesLeft));
    chain.triesLeft -= 1;
    if (tried instanceof Promise)
      return tried.then((outcome) => settle(chain, { release, remaining, outcome }) ?? goOn(chain));
    const settled = settle(chain, { release, remaining, outcome: tried });
    if (settled !== null) return settled;
  }
  return { kind: 'exhausted', failures };
}

/** What one try comes to; null: the next one is asked. */
function settle<T>(
  chain: Chain<T>,
  { release, remaining, outcome }: { release: ReleaseId; remaining: number; outcome: TryOutcome<T> },
): ChainOutcome<T> | null {
  const { rank, failures, now, end } = chain;
  if (outcome.kind === 'value') {
    const overdue = outcome.waited && now() - end + remaining > attemptBudget(remaining, 2);
    return { kind: 'answered', value: outcome.value, release, rank, failures, overdue };
  }
  failures.push({ release, reason: outcome.kind, message: outcome.message });
  chain.rank += 1;
  return null;
}

type TryOutcome<T> = { kind: 'value'; value: T; waited: boolean } | { kind: 'late' | Fault; message: string };

type Fault = 'failed' | 'away' | 'ended';

/** Making one costs as much as answering does. Who answers at once has no use for it, so the next is given the same. */
let unused: AbortController | null = null;

function tryRelease<T>(attempt: Attempt<T>, limitMs: number): TryOutcome<T> | Promise<TryOutcome<T>> {
  const abort = unused ?? new AbortController();
  unused = null;
  try {
    const answer = attempt.score(abort.signal, limitMs);
    if (answer instanceof Promise) return waitFor(answer, { abort, limitMs });
    unused = abort;
    return { kind: 'value', value: answer, waited: false };
  } catch (error) {
    abort.abort();
    return toFailure(error);
  }
}

async function waitFor<T>(
  answer: Promise<T>,
  { abort, limitMs }: { abort: AbortController; limitMs: number },
): Promise<TryOutcome<T>> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<TryOutcome<T>>((resolve) => {
      timer = setTimeout(
        () => resolve({ kind: 'late', message: `no answer within ${Math.round(limitMs)} ms` }),
        limitMs,
      );
    });
    const value = answer.then((value): TryOutcome<T> => ({ kind: 'value', value, waited: true }), toFailure);
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

function toFailure(error: unknown): { kind: Fault; message: string } {
  return { kind: faultOf(error), message: error instanceof Error ? error.message : String(error) };
}

function faultOf(error: unknown): Fault {
  if (error instanceof ReleaseAway) return 'away';
  return error instanceof ReleaseEnded ? 'ended' : 'failed';
}
