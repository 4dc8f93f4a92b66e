import {
  type FinishAnswer,
  finish,
  finishWith,
  isRetryable,
  type SteadyConnection,
  type StepResult,
} from '@millrace/db/protocol';
import type { Logger } from '../logger';
import type { Life, PendingResult } from './life';
import { retryCall } from './retry-call';

export type FinishOptions = {
  connection: SteadyConnection;
  life: Life;
  pending: readonly PendingResult[];
  proceed: boolean;
  logger: Logger;
  /** A result that cannot be committed in any way: the process must end so that its steps count as lost. */
  onFatal: (error: unknown) => void;
};

/**
 * Commits a batch. While the database is away the same call is repeated. On any other error the results go one by
 * one, so that a single bad one takes no others with it; one that still fails ends the process: a result is never
 * dropped while the heartbeat goes on claiming its step.
 */
export async function finishSteps(options: FinishOptions): Promise<FinishAnswer> {
  const { life, pending } = options;
  try {
    return await commit(options, pending);
  } catch (error) {
    if (life.gone) return nothing;
    if (isRetryable(error)) throw error;
    const told = { error: String(error), results: pending.length };
    if (pending.length > 1) {
      options.logger.error(told, 'a batch of results was refused, sending them one by one');
      return oneByOne(options);
    }
    if (pending.some(({ result }) => result.alsoEnds !== undefined)) {
      options.logger.warn(told, 'a result was refused with the steps that end with it, sending it alone');
      return finishSteps(withoutOthers(options));
    }
    options.logger.error(told, 'a result was refused');
    options.onFatal(error);
    throw error;
  }
}

const nothing: FinishAnswer = { accepted: [], steps: [], places: null };

function commit(
  { connection, life, proceed }: FinishOptions,
  pending: readonly PendingResult[],
): Promise<FinishAnswer> {
  const results = eachPartOnce(pending.map(({ result }) => result));
  const { workerId } = life;
  // What ends with a result would be handed on to be run, if anything were.
  const together = results.some(({ alsoEnds }) => alsoEnds !== undefined);
  const call = () =>
    connection.use((client) =>
      together ? finishWith(client, { workerId, results }) : finish(client, { workerId, results, proceed }),
    );
  return retryCall(call, () => life.gone);
}

/** Without what was to end with it: that is leased in its turn. */
function withoutOthers(options: FinishOptions): FinishOptions {
  const pending = options.pending.map((one) => ({ ...one, result: alone(one.result) }));
  return { ...options, pending };
}

/** Several slots that find one search over at the same time name the same parts of it: each goes with the first that names it. */
function eachPartOnce(results: readonly StepResult[]): StepResult[] {
  const named = new Set<string>();
  return results.map((result) => {
    const parts = result.alsoEnds?.filter(({ idx }) => !named.has(`${result.runId}:${idx}`)) ?? [];
    for (const { idx } of parts) named.add(`${result.runId}:${idx}`);
    return parts.length === 0 ? alone(result) : { ...result, alsoEnds: parts };
  });
}

function alone({ alsoEnds: _, ...result }: StepResult): StepResult {
  return result;
}

async function oneByOne(options: FinishOptions): Promise<FinishAnswer> {
  const sum: FinishAnswer = { accepted: [], steps: [], places: {} };
  for (const one of options.pending) {
    const answer = await finishSteps({ ...options, pending: [one] });
    sum.accepted.push(...answer.accepted);
    sum.steps.push(...answer.steps);
    Object.assign(sum.places ?? {}, answer.places);
  }
  return sum;
}
