import { listOutputs, type SplitRecord } from '@millrace/db';
import { type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import { readJsonArtifact } from '../data-service/client';
import { database } from '../database';
import { notFound, Refusal } from '../errors';

/** Columns of a split table that a model has to predict. */
export async function labelsOfSplit(split: SplitRecord): Promise<string[]> {
  const { runId, idx, receipt } = split;
  const outputs = await listOutputs(database(), { runId, idx });
  const meta = outputs.find(({ port }) => port === 'split.meta')?.artifact;
  if (meta === undefined) throw notFound('table of this split');
  const { columns } = tableMetaSchema.parse(meta.inline ?? (await readJsonArtifact(meta.hash)));
  return labelsAmong(columns, receipt.target);
}

/** Those among columns, however far behind the split they stand; `target` is what the receipt names. */
export function labelsAmong(columns: TableMeta['columns'], target: string | undefined): string[] {
  const labels = columns.filter(({ name, role }) => role === 'target' || name === target);
  if (labels.length > 0) return labels.map(({ name }) => name);
  throw new Refusal(
    'invalid',
    'No column of these rows is marked as the target, so there are no labels to leave out.',
    'Choose the target in Split rows, Cross-validate or Select columns, run again, or read with labels=true.',
  );
}
