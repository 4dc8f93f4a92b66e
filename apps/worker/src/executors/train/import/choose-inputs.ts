import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { modelFeatures, nameList, targetColumn } from '@millrace/pipeline-core/steps';
import { schemaOf } from '../../../data/table-view';
import type { FeatureSpec } from '../../../runtimes/model-runtime';
import type { ImportedFacts, InputType } from '../../../runtimes/onnx/imported/imported-model';
import type { ModelSignature } from '../../../runtimes/onnx/imported/read-signature';
import type { ExecutorJob } from '../../executor';
import { requireFit } from '../../require-fit';

/** Which columns a model reads, in its order. */
export type ChosenInputs = { reads: ImportedFacts['reads']; features: FeatureSpec[]; columns: StoredColumn[] };

type Job = ExecutorJob<{ target: string; columns: readonly string[] }>;

/** Finds the column for each input, or the columns that fill the matrix. Throws naming what is missing or of another kind. */
export function chooseInputs(job: Job, { reads, matrixWidth }: ModelSignature): ChosenInputs {
  if (reads.kind === 'matrix') return { reads, ...matrixColumns(job, matrixWidth) };
  const { columns } = requireFit(job).meta;
  const chosen = reads.inputs.map(({ name, type }) => {
    const column =
      columns.find((one) => one.name === name) ?? onlyOne(columns.filter((one) => spelled(one.name) === name));
    if (column === undefined) throw noColumn(job, name, reads.inputs.length);
    requireKind(job, column, type);
    return { column, spec: specOf(column.name, type) };
  });
  return { reads, features: chosen.map(({ spec }) => spec), columns: chosen.map(({ column }) => column) };
}

/** Exporters write names with nothing but letters, digits and underscores. */
function spelled(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function specOf(name: string, type: InputType): FeatureSpec {
  return type === 'string' ? { name, kind: 'category', levels: [] } : { name, kind: 'number' };
}

const numeric = new Set(['boolean', 'integer', 'number']);

function requireKind(job: Job, column: StoredColumn, type: InputType): void {
  if ((type === 'string') !== numeric.has(column.type)) return;
  throw new PipelineError({
    code: 'column-type',
    family: 'pipeline',
    place: `${job.title} › ${column.name}`,
    seen: `a column of type ${column.type}`,
    expected: type === 'string' ? 'a text, which the model reads' : `a number, which the model reads (${type})`,
    next: 'Add a Cast types or Encode categories step before.',
    column: column.name,
    fix: { addStep: 'cast-types', before: true },
  });
}

function matrixColumns(job: Job, width: number | null): Pick<ChosenInputs, 'features' | 'columns'> {
  const { meta } = requireFit(job);
  const schema = schemaOf(meta);
  const target = targetColumn(schema, job.params.target)?.name ?? null;
  const { numbers } = modelFeatures(schema, { target, categories: false });
  const names = job.params.columns.length > 0 ? job.params.columns : numbers.map(({ name }) => name);
  const columns = names.map((name) => {
    const column = meta.columns.find((one) => one.name === name);
    if (column === undefined) throw noColumn(job, name, names.length);
    requireKind(job, column, 'float64');
    return column;
  });
  if (columns.length === 0 || (width !== null && width !== columns.length)) throw otherWidth(job, names, width);
  return { columns, features: columns.map(({ name }) => ({ name, kind: 'number' })) };
}

function noColumn(job: Job, name: string, inputs: number): PipelineError {
  return new PipelineError({
    code: 'missing-columns',
    family: 'pipeline',
    place: `${job.title} › rows`,
    seen: `no column "${name}", one of ${inputs} that the model reads`,
    expected: 'a column of this name for each input of the model',
    next: 'Rename the column before, or connect rows prepared as the model was trained.',
    column: name,
  });
}

function otherWidth(job: Job, names: readonly string[], width: number | null): PipelineError {
  return new PipelineError({
    code: 'matrix-width',
    family: 'pipeline',
    place: `${job.title} › columns`,
    seen: names.length === 0 ? 'no column of numbers' : `${names.length} columns: ${nameList(names, 8)}`,
    expected: width === null ? 'the columns that the model reads' : `the ${width} columns that the model reads`,
    next: 'Choose them in "Columns of the matrix", in the order the model was trained with.',
  });
}
