import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { requireTarget, targetColumn } from '@millrace/pipeline-core/steps';
import { readTexts, requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';

/** A target with more different values than this is not counted by class. */
const mostClasses = 100;

export type Classes = { codes: Int32Array; classes: string[] };

type Job = ExecutorJob<{ target: string }>;

/** Class of every row: `needed` to stratify, counted in the receipt otherwise where the target is a category. */
export async function readClasses(
  job: Job,
  table: TableView,
  { needed }: { needed: boolean },
): Promise<Classes | null> {
  const schema = schemaOf(table.meta);
  const target = needed ? requireTarget(schema, job.params.target, job.title) : targetColumn(schema, job.params.target);
  if (target === null) return null;
  const column = requireColumn(table.meta.columns, target.name, `${job.title} › target`);
  if (!needed && column.type === 'number') return null;
  const values = await readTexts(job.session, table.relation, column);
  const { codes, names } = toCodes(values);
  if (names.length > mostClasses) {
    if (needed) throw tooManyClasses(job.title, column, names.length);
    return null;
  }
  return { codes, classes: names };
}

/** A number for each different value, in the order of the texts; -1 for missing. */
export function toCodes(values: readonly (string | null)[]): { codes: Int32Array; names: string[] } {
  const names = [...new Set(values.filter((value) => value !== null))].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { codes: Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1))), names };
}

function tooManyClasses(title: string, column: StoredColumn, count: number): PipelineError {
  return new PipelineError({
    code: 'too-many-classes',
    family: 'pipeline',
    place: `${title} › target`,
    seen: `${count} different values in "${column.name}"`,
    expected: `a target with at most ${mostClasses} classes to stratify by`,
    next:
      column.type === 'text'
        ? 'Choose another target; this one looks like an id or free text.'
        : 'Divide at random where the target is a number.',
    column: column.name,
  });
}
