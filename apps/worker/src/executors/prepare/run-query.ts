import { PipelineError } from '@millrace/pipeline-core/errors';
import { sqlTimeLimit } from '@millrace/pipeline-core/steps';
import type { ExecutorJob } from '../executor';
import { linePlace } from './check-query';

/**
 * Runs a checked SELECT into a table of the session, with a limit of time; mistakes name their line. A function of the
 * engine that does not hear the interrupt is ended by the worker, with the whole process (contract: `ownLimit`).
 */
export async function runQuery(
  job: Pick<ExecutorJob<unknown>, 'session'>,
  options: { query: string; into: string; seconds: number; title: string; place: string },
): Promise<void> {
  const { query, into, seconds, title, place } = options;
  const connection = await job.session.connection();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, seconds * 1000);
  try {
    // The query stands alone from line 2 on, so the engine's line numbers are one too high.
    await job.session.run(`CREATE TEMP TABLE ${into} AS\n${query}`);
  } catch (error) {
    throw late ? new PipelineError(sqlTimeLimit(title, seconds)) : explained(error, place);
  } finally {
    clearTimeout(timer);
  }
}

/** The engine's own sentence and the line it points at; our statement around the query is left out. */
function explained(error: unknown, place: string): unknown {
  if (error instanceof PipelineError || !(error instanceof Error)) return error;
  const kind = /^(\w+(?: \w+)*) Error: /.exec(error.message);
  if (kind === null || kind[1] === 'INTERNAL' || kind[1] === 'INTERRUPT') return error;
  const line = error.cause instanceof Error ? /^LINE (\d+):/m.exec(error.cause.message)?.[1] : undefined;
  const seen = error.message.replaceAll(/\s+/g, ' ').trim();
  return new PipelineError({
    code: 'sql-error',
    family: 'pipeline',
    place: linePlace(place, line === undefined ? null : Number(line) - 1),
    seen: seen.length > 500 ? `${seen.slice(0, 500)}…` : seen,
    expected: 'a query that runs',
    next: 'Correct the query.',
    cause: error,
  });
}
