import { PipelineError } from '@millrace/pipeline-core/errors';
import { neededNodes, type PlanKernel, planToSql, type StoredColumn } from '@millrace/pipeline-core/features';
import { canonicalJson } from '@millrace/pipeline-core/json';
import type { FeatureSpec, ModelManifest } from '@millrace/pipeline-core/release';
import { reservedIn, type TableView } from './table-view';

/** A table as a model reads it: a relation with its features, in the rows and order of the table. */
export type ModelRows = {
  relation: string;
  columns: StoredColumn[];
  prepared: boolean;
  /** Functions that the relation calls: to be registered before it is read. */
  planKernels: PlanKernel[];
};

/**
 * Finds the model's features in a table (the model decides):
 * 1. a table with its feature set is used as it is;
 * 2. one that went a part of the way (its plan is the beginning of the model's) goes the rest of it;
 * 3. any other that holds its signature goes through the whole plan.
 * `also` names further columns that the plan may have made, such as the target. Throws naming the columns that are
 * missing or of another type.
 */
export function modelRows(
  manifest: ModelManifest,
  table: TableView,
  options: { place: string; also?: readonly string[] },
): ModelRows {
  const features = manifest.features.map(({ name }) => name);
  const columns = table.meta.columns;
  const names = new Set(columns.map(({ name }) => name));
  const asItIs = table.meta.featureSetId === manifest.featureSetId && features.every((name) => names.has(name));
  if (asItIs)
    return checked(manifest, { relation: table.relation, columns, prepared: true, planKernels: [] }, options.place);
  const done = nodesDone(manifest, table);
  const left = { nodes: manifest.plan.nodes.slice(done) };
  if (done === 0) checkSource(manifest, columns, options.place);
  const needed = neededNodes(left, features);
  const missing = [...needed.source].filter((name) => !names.has(name));
  if (missing.length > 0) throw missingColumns(missing, options.place);
  const also = (options.also ?? []).filter((name) =>
    [...neededNodes(left, [name]).source].every((column) => names.has(column)),
  );
  const { nodes } = neededNodes(left, [...features, ...also]);
  const query = planToSql({ from: table.relation, columns, nodes, carry: reservedIn(table.meta), filters: 'ignore' });
  const { planKernels } = query;
  return checked(
    manifest,
    { relation: `(${query.sql})`, columns: query.columns, prepared: false, planKernels },
    options.place,
  );
}

/** How many nodes of the model's plan the table has behind it; 0 when its plan is not the beginning of the model's. */
export function nodesDone(manifest: Pick<ModelManifest, 'plan'>, table: TableView): number {
  const { plan } = table.meta;
  const done = plan.nodes.length;
  if (done > manifest.plan.nodes.length || plan.expressionVersion !== manifest.plan.expressionVersion) return 0;
  const same = canonicalJson(plan.nodes) === canonicalJson(manifest.plan.nodes.slice(0, done));
  return same && plan.cutBy === manifest.plan.cutBy ? done : 0;
}

function checkSource(manifest: ModelManifest, columns: readonly StoredColumn[], place: string): void {
  const names = new Set(columns.map(({ name }) => name));
  const missing = manifest.signature.inputs.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw missingColumns(missing, place);
  for (const input of manifest.signature.inputs) {
    const column = columns.find(({ name }) => name === input.name);
    if (column === undefined || fits(input.type, column.type)) continue;
    throw new PipelineError({
      code: 'column-type',
      family: 'pipeline',
      place: `${place} › ${input.name}`,
      seen: `a column of type ${column.type}`,
      expected: `type ${input.type}, as the model was trained on`,
      next: 'Add a Cast types step before.',
      column: input.name,
      fix: { addStep: 'cast-types', before: true },
    });
  }
}

/** Integers may stand where numbers are expected, and a column that is whole by chance where integers are. */
function fits(expected: string, found: string): boolean {
  const isNumber = (type: string) => type === 'integer' || type === 'number';
  return expected === found || (isNumber(expected) && isNumber(found));
}

/** Whether a column can be what the model reads, by the kind of the feature. */
const holds: Readonly<Record<FeatureSpec['kind'], (column: StoredColumn) => boolean>> = {
  number: isNumeric,
  category: (column) => !isNumeric(column),
  text: ({ type }) => type === 'text',
  vector: ({ type }) => type === 'vector',
};

/** A forecast reads its time as a number. */
function isTime({ task }: Pick<ModelManifest, 'task'>, { kind }: FeatureSpec, { type }: StoredColumn): boolean {
  return task === 'forecast' && kind === 'number' && (type === 'date' || type === 'timestamp');
}

function isNumeric({ type }: StoredColumn): boolean {
  return ['number', 'integer', 'boolean'].includes(type);
}

function checked(manifest: ModelManifest, rows: ModelRows, place: string): ModelRows {
  for (const feature of manifest.features) {
    const column = rows.columns.find(({ name }) => name === feature.name);
    if (column !== undefined && (holds[feature.kind](column) || isTime(manifest, feature, column))) continue;
    throw new PipelineError({
      code: 'feature-mismatch',
      family: 'pipeline',
      place: `${place} › ${feature.name}`,
      seen: column === undefined ? 'no such column' : `a column of type ${column.type}`,
      expected: `a ${feature.kind}, as the model was trained on`,
      next: 'Connect rows prepared like the ones it was trained on, or rows from before the preparation.',
      column: feature.name,
    });
  }
  return rows;
}

function missingColumns(missing: readonly string[], place: string): PipelineError {
  const named = missing.slice(0, 10).join(', ');
  return new PipelineError({
    code: 'missing-columns',
    family: 'pipeline',
    place,
    seen: `rows without ${named}${missing.length > 10 ? ` and ${missing.length - 10} more` : ''}`,
    expected: 'rows with every column the model asks for',
    next: 'Connect the split, or rows with these columns.',
    ...(missing[0] === undefined ? {} : { column: missing[0] }),
  });
}
