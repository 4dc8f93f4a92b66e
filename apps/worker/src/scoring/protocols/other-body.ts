import type { FieldProblem } from '@millrace/pipeline-core/release';
import { isObject } from './native-request';

/** Forms of MLflow's scoring server; what speaks TensorFlow's or SageMaker's words sends `instances`, too. */
const foreignForms = ['instances', 'dataframe_split', 'dataframe_records', 'inputs'];

/**
 * Where a body belongs that was read as one row and was meant as something else; null where it was not, as where the model has a
 * field of that name.
 */
export function describeOtherBody(body: unknown, problems: readonly FieldProblem[]): string | null {
  if (!isObject(body)) return null;
  const isUnknown = (name: string) =>
    Object.hasOwn(body, name) && problems.some(({ field, problem }) => field === name && problem === 'extra');
  const form = foreignForms.find(isUnknown);
  if (form !== undefined)
    return `The body holds "${form}", which the model has no field for: here send {"rows": [{...}, ...]} with one object per row. {"${form}": ...} goes to /invocations of the same endpoint.`;
  return isUnknown('rows')
    ? 'Beside "rows" the body holds something else: send {"rows": [{...}, ...]} and nothing more.'
    : null;
}
