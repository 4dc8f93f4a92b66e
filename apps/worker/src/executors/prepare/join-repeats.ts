import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JoinKey, JoinParams } from '@millrace/pipeline-core/steps';
import { quoteName, quoteNames } from '../../data/sql-text';
import type { ExecutorJob, TableView } from '../executor';
import { helperName } from './sort-sql';

/**
 * Counts left rows that have several matches, before joining: each comes out several times. Warns with counts and
 * examples, or stops where that was asked for.
 */
export async function reportRepeats(
  job: ExecutorJob<JoinParams>,
  { left, right, keys }: { left: TableView; right: TableView; keys: readonly JoinKey[] },
): Promise<void> {
  const { params } = job;
  if (!['inner', 'left', 'full'].includes(params.how)) return;
  const names = quoteNames(keys.map((key) => key.right));
  const on = keys.map((key) => `l.${quoteName(key.left)} = d.${quoteName(key.right)}`).join(' AND ');
  const times = helperName('__n', right);
  const repeated = `SELECT ${names}, count(*) AS ${times} FROM ${right.relation} GROUP BY ${names} HAVING count(*) > 1`;
  const matched = `FROM ${left.relation} l JOIN (${repeated}) d ON ${on}`;
  const counts = await job.session.numbers(`SELECT count(*) AS rows, sum(d.${times}) AS become ${matched}`);
  const rows = counts.rows ?? 0;
  if (rows === 0) return;
  const texts = keys.map((key) => `CAST(d.${quoteName(key.right)} AS VARCHAR)`).join(` || ', ' || `);
  const examples = await job.session.query(
    `SELECT ${texts} AS text, any_value(d.${times})::INTEGER AS times ${matched} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3`,
  );
  const shown = examples.map((found) => `${String(found.text)} (${String(found.times)} times)`).join('; ');
  const seen = `${rows} left rows with several matches, which become ${counts.become ?? rows}: ${shown}`;
  const next = 'Drop duplicates of the right table by its keys before, or join by more keys.';
  if (params.several === 'all') {
    job.log('warning', `${seen}. ${next}`);
    return;
  }
  throw new PipelineError({
    code: 'several-matches',
    family: 'pipeline',
    place: `${job.title} › keys`,
    seen,
    expected: 'at most one right row for each left row',
    next,
    fix: { addStep: 'drop-duplicates', before: true },
  });
}
