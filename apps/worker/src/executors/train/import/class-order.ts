import { PipelineError } from '@millrace/pipeline-core/errors';
import { compareText } from '@millrace/pipeline-core/expression';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { nameList } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { textSql } from '../../../data/read-columns';
import type { FileFacts } from '../../../runtimes/onnx/imported/check-file';
import type { ExecutorJob, TableView } from '../../executor';
import { orderClasses } from '../order-classes';

type Job = ExecutorJob<{ classes: readonly string[] }>;
const namesSchema = z.array(z.string()).min(2);

/**
 * The classes in the order of the file: as set, else as the file says (`classes` among its facts), else the values of the
 * target in their order, as scikit-learn and LightGBM number them. Throws unless there are `width` of them.
 */
export async function fileClasses(
  job: Job,
  o: { fit: TableView; target: StoredColumn; facts: FileFacts; width: number },
): Promise<string[]> {
  const { fit, target, facts, width } = o;
  const told = namesSchema.safeParse(parsed(facts.get('classes')));
  const names =
    job.params.classes.length > 0
      ? [...job.params.classes]
      : told.success
        ? told.data
        : sorted([...(await countClasses(job, fit, target)).keys()], target);
  if (names.length === width && new Set(names).size === width) return names;
  throw new PipelineError({
    code: 'class-count',
    family: 'pipeline',
    place: `${job.title} › classes`,
    seen: `${names.length} classes: ${nameList(names, 8)}`,
    expected: `${width} different ones, one for each probability of the file`,
    next: 'Set "Classes" to the names the model was trained with, in its order.',
  });
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function sorted(names: readonly string[], { type }: StoredColumn): string[] {
  const isNumber = type === 'integer' || type === 'number';
  return names.toSorted((a, b) => (isNumber ? Number(a) - Number(b) : compareText(a, b)));
}

/** The same classes in the order in which our own models have them: of two, the positive one second. */
export async function inOurOrder(
  job: Job,
  o: { fit: TableView; target: StoredColumn; names: readonly string[] },
): Promise<string[]> {
  const counts = await countClasses(job, o.fit, o.target);
  const unknown = [...counts.keys()].filter((name) => !o.names.includes(name));
  if (unknown.length > 0)
    job.log(
      'warning',
      `The model does not know ${nameList(unknown)}; rows of ${unknown.length === 1 ? 'this class' : 'these classes'} it gets wrong.`,
    );
  return orderClasses(new Map(o.names.map((name) => [name, counts.get(name) ?? 0])), o.target.type);
}

async function countClasses(job: Job, fit: TableView, target: StoredColumn): Promise<Map<string, number>> {
  const found = await job.session.query(
    `SELECT t, count(*) AS count FROM (SELECT ${textSql(target)} AS t FROM ${fit.relation}) WHERE t IS NOT NULL GROUP BY t LIMIT 1001`,
  );
  return new Map(found.map((row) => [String(row.t), Number(row.count)]));
}

/** Nearer than this, either of two classes may be the label. */
const tie = 1e-6;

/**
 * Labels of the file against its probabilities: the label of a row is the class of its largest one, by name or by number.
 * Another order of classes would turn every answer around without a word.
 */
export function checkLabels(
  job: Job,
  o: { names: readonly string[]; labels: readonly string[]; shares: Float64Array; width: number },
): void {
  const { names, labels, shares, width } = o;
  const byNumber = !labels.every((label) => names.includes(label));
  const wrong = labels.flatMap((label, row) => {
    const own = width === 1 ? [1 - shares[row]!, shares[row]!] : [...shares.subarray(row * width, (row + 1) * width)];
    const most = Math.max(...own);
    const fits = own.some((share, at) => most - share <= tie && label === (byNumber ? String(at) : names[at]));
    return fits || own.some(Number.isNaN) ? [] : [{ label, likely: names[own.indexOf(most)] ?? '' }];
  });
  const [first] = wrong;
  if (first === undefined) return;
  throw new PipelineError({
    code: 'class-order',
    family: 'pipeline',
    place: `${job.title} › classes`,
    seen: `${wrong.length} of ${labels.length} rows where the file says "${first.label}" and the largest probability is that of "${first.likely}"`,
    expected: 'the classes in the order of the probabilities',
    next: 'Set "Classes" to the names the model was trained with, in its order.',
  });
}
