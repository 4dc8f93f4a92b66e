import { PipelineError } from '@millrace/pipeline-core/errors';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { quoteName } from '../../data/sql-text';
import type { ExecutorJob, TableView } from '../executor';
import { type ResultColumn, resultColumn, withOneTarget } from './sql-columns';

type Job = Pick<ExecutorJob<unknown>, 'session' | 'title' | 'log'>;

/** What was written by the author of a step: a relation, the words for where, and what to do about a column nobody can store. */
export type Answer = {
  relation: string;
  from: readonly TableView[];
  code: string;
  place: string;
  /** The next step for a column of another type, and for one with a name that is taken. */
  retype(name: string): string;
  rename: string;
};

/**
 * Columns of what an author's code made, as they are stored; a column that an input has with the same name and type keeps
 * its role. Throws on a type or a name no table can have; logs where values become missing.
 */
export async function answerColumns(job: Job, answer: Answer): Promise<ResultColumn[]> {
  const described = await job.session.query(`DESCRIBE SELECT * FROM ${answer.relation}`);
  const columns = described.map((row) => {
    const found = { name: String(row.column_name), sqlType: String(row.column_type) };
    const column = resultColumn(
      found,
      answer.from.map(({ meta }) => meta),
    );
    if (column === null || nameProblem(found.name) !== null) throw badColumn(answer, found);
    return column;
  });
  await logLost(job, columns, answer.relation);
  return withOneTarget(columns);
}

/** Says where values of the answer become missing because the type of a column does not have them. */
async function logLost(job: Job, columns: readonly ResultColumn[], relation: string): Promise<void> {
  const tame = columns.filter((column) => column.tame);
  if (tame.length === 0) return;
  const counts = tame.map(({ stored, cell }, at) => `count(${quoteName(stored.name)}) - count(${cell}) AS c${at}`);
  const lost = await job.session.numbers(`SELECT ${counts.join(', ')} FROM ${relation}`);
  for (const [at, { stored }] of tame.entries()) {
    const count = lost[`c${at}`] ?? 0;
    if (count > 0)
      job.log('warning', `${stored.name}: values that a ${stored.type} does not hold are missing now (${count}).`);
  }
}

/** What is wrong with a name for a column, as the words for what was seen; null when nothing is. */
function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'a column whose name is blank';
  const reserved = Object.values(reservedColumns).some((one) => one === name.toLowerCase());
  return reserved ? `a column called \`${name}\`` : null;
}

function badColumn(answer: Answer, { name, sqlType }: { name: string; sqlType: string }): PipelineError {
  const problem = nameProblem(name);
  return new PipelineError({
    code: answer.code,
    family: 'pipeline',
    place: name.trim() === '' ? answer.place : `${answer.place.split(' › ')[0]} › ${name}`,
    seen: problem ?? `a column of type ${sqlType}`,
    expected: problem === null ? 'a type that a table has' : 'a name that Millrace does not use itself',
    next: problem === null ? answer.retype(name) : answer.rename,
    column: name,
  });
}
