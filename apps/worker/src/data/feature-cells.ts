import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { CellValue } from '@millrace/pipeline-core/expression';
import { planToRowFunction } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import type { FeatureColumn, FeatureSpec, RowCell } from '../runtimes/model-runtime';
import { readVector } from '../runtimes/row-values';
import { requestReader } from './read-request';

/** From a request to the features of a model, in its order; throws at a field that is missing or cannot be read. */
export function featureReader(model: ModelManifest): (input: Readonly<JsonObject>) => RowCell[] {
  const plan = planToRowFunction(
    model.plan,
    model.features.map(({ name }) => name),
    model.target,
  );
  const read = requestReader(plan.source);
  return (input) => plan.run(read(input)).map((cell, at) => featureCell(cell, model.features[at]?.kind));
}

/** A cell of the plan as a model reads it: booleans count as 1 and 0, as they do in a table. */
function featureCell(cell: CellValue, kind: FeatureSpec['kind'] | undefined): RowCell {
  if (kind === 'vector') return cell instanceof Float64Array ? cell : null;
  if (kind === 'number') {
    if (typeof cell === 'number') return cell;
    return typeof cell === 'boolean' ? Number(cell) : Number.NaN;
  }
  return typeof cell === 'string' ? cell : null;
}

/** Rows of features, column by column, as models read a block. */
export function columnsOf(model: ModelManifest, rows: readonly (readonly RowCell[])[]): FeatureColumn[] {
  return model.features.map((spec, at): FeatureColumn => {
    const { name, kind } = spec;
    switch (kind) {
      case 'number':
        return { name, kind, values: Float64Array.from(rows, (row) => numberIn(row[at])) };
      case 'category':
      case 'text':
        return { name, kind, values: rows.map((row) => (typeof row[at] === 'string' ? row[at] : null)) };
      case 'vector':
        return { name, kind, width: spec.width, values: vectorsOf(spec, rows, at) };
      default:
        return assertNever(kind);
    }
  });
}

function vectorsOf(
  spec: Extract<FeatureSpec, { kind: 'vector' }>,
  rows: readonly (readonly RowCell[])[],
  at: number,
): Float32Array {
  const values = new Float32Array(rows.length * spec.width);
  const one = new Float64Array(spec.width);
  rows.forEach((row, place) => {
    readVector(spec, row[at], one);
    values.set(one, place * spec.width);
  });
  return values;
}

function numberIn(cell: RowCell | undefined): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}
