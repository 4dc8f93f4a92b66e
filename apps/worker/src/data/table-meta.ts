import { expressionVersion } from '@millrace/pipeline-core/expression';
import { featureSetId, type StoredColumn, type TableMeta } from '@millrace/pipeline-core/features';

/** Metadata of a table as it enters a pipeline: its feature plan starts here and is empty. */
export function datasetMeta(options: { rows: number; columns: StoredColumn[]; batches?: string[] }): TableMeta {
  const { rows, columns, batches = [] } = options;
  const source = columns.map(({ sqlType: _, ...column }) => column);
  const plan = { v: 1 as const, expressionVersion, source, nodes: [] };
  return { v: 1, rows, columns, plan, featureSetId: featureSetId(plan), batches };
}
