import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ExecutorJob } from '../executor';
import { linePlace } from './check-query';

/** What an engine that does not stop gets before the step is given up; its process ends with it. */
const graceMilliseconds = 5000;

/** Runs a checked SELECT into a table of the session, with a limit of time; mistakes name their line. */
export async function runQuery(
  job: Pick<ExecutorJob<unknown>, 'session'>,
  options: { query: string; into: string; seconds: number; place: string },
): Promise<void> {
  const { query, into, seconds, place } = options;
  const connection = await job.session.connection();
  let late = false;
  const timers: NodeJS.Timeout[] = [];
  const tooLate = new Promise<never>((_, reject) => {
    timers.push(
      setTimeout(() => {
        late = true;
        connection.interrupt();
        timers.push(setTimeout(() => reject(timeLimit(place, seconds)), graceMilliseconds));
      }, seconds * 1000),
    );
  });
  try {
    // The query stands alone from line 2 on, so the engine's line numbers are one too high.
    await Promise.race([job.session.run(`CREATE TEMP TABLE ${into} AS\n${query}`), tooLate]);
  } catch (error) {
    throw late ? timeLimit(place, seconds) : explained(error, place);
  } finally {
    timers.forEach(clearTimeout);
  }
}

function timeLimit(place: string, seconds: number): PipelineError {
  return new PipelineError({
    code: 'sql-time-limit',
    family: 'pipeline',
    place,
    seen: `a query that ran longer than ${seconds} s`,
    expected: 'an answer within the limit',
    next: 'Ask for fewer rows, look for a join without keys, or raise the limit under More settings.',
  });
}

/** The engine's own sentence and the line it points at; our statement around the query is left out. */
function explained(error: unknown, place: string): unknown {
  if (error instanceof PipelineError || !(error instanceof Error)) return error;
  const text = error.cause instanceof Error ? error.cause.message : error.message;
  const kind = /^(\w+(?: \w+)*) Error: /.exec(text);
  if (kind === null || kind[1] === 'INTERNAL' || kind[1] === 'INTERRUPT') return error;
  const line = /^LINE (\d+):/m.exec(text)?.[1];
  const seen = (text.split(/\n\s*\nLINE \d+:/)[0] ?? text).replaceAll(/\s+/g, ' ').trim();
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
