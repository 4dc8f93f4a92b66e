import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { writePredictions } from '../../data/predictions-table';
import { requireColumn } from '../../data/read-columns';
import { openBundleModel } from '../../data/release-bundle';
import { scoreTable } from '../../data/score-table';
import { quoteName } from '../../data/sql-text';
import type { ExecutorFor, ExecutorJob, JobInput, TableView } from '../executor';
import { modelDoors } from '../model-doors';

type Params = { from: number; to: number | null; keep: string[] };

/** Answers the rows of a chunk with the very numbers HTTP gives for them. */
export const scoreChunkExecutor: ExecutorFor<Catalog['score-chunk']> = {
  kind: 'run',
  async run(job) {
    const bundle = requireReference(job, 'release').path;
    const { table: whole } = requireReference(job, 'table');
    if (bundle === undefined || whole === undefined)
      throw new Error('a chunk refers to something else than rows and a release');
    const { model, threshold } = await openBundleModel(bundle, modelDoors(job));
    const table = cutRows(whole, job.params, job.title);
    const scored = await scoreTable(job.session, { model, table, place: job.title });
    const outputs = await writePredictions(job, {
      ...{ model, table, scored, actual: false, probabilities: job.params.probabilities },
      ...(threshold === undefined ? {} : { threshold }),
    });
    job.log('info', `Scored ${scored.rows} rows.`);
    return { outputs };
  },
};

/** The rows of a range of numbers. The columns to keep go along as ids do. */
function cutRows({ relation, meta, rows }: TableView, { from, to, keep }: Params, place: string): TableView {
  const kept = new Set(keep.map((name) => requireColumn(meta.columns, name, `${place} › keep`).name));
  const columns = meta.columns.map((column) => (kept.has(column.name) ? { ...column, role: 'id' as const } : column));
  const row = quoteName('__row');
  const end = to === null ? '' : ` AND ${row} < ${to}`;
  return {
    relation: `(SELECT * FROM ${relation} WHERE ${row} >= ${from}${end})`,
    meta: { ...meta, columns },
    rows: Math.min(rows, (to ?? rows) - from),
  };
}

function requireReference(
  { references, title }: Pick<ExecutorJob<Params>, 'references' | 'title'>,
  name: string,
): JobInput {
  const found = references[name]?.[0];
  if (found !== undefined) return found;
  throw new PipelineError({
    code: 'no-input',
    family: 'pipeline',
    place: `${title} › ${name}`,
    seen: 'nothing',
    expected: 'a stored batch and a release',
    next: 'Start the scoring of the batch again.',
  });
}
