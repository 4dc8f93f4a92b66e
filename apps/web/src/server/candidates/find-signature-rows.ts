import { listOutputs } from '@millrace/db';
import { remadeColumns, type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { ArtifactHash, RunId } from '@millrace/pipeline-core/ids';
import { database } from '../database';

export type StoredTable = { idx: number; port: string; table: ArtifactHash; metaHash: ArtifactHash; meta: TableMeta };

/** Every table a run made, with its metadata, in step order. */
export async function listRunTables(runId: RunId): Promise<StoredTable[]> {
  const outputs = await listOutputs(database(), { runId });
  return outputs.flatMap((output) => {
    if (!output.port.endsWith('.meta') || output.artifact.inline === null) return [];
    const port = output.port.slice(0, -'.meta'.length);
    const table = outputs.find((other) => other.idx === output.idx && other.port === port);
    const meta = tableMetaSchema.safeParse(output.artifact.inline);
    if (table === undefined || !meta.success) return [];
    return [{ idx: output.idx, port, table: table.artifact.hash, metaHash: output.artifact.hash, meta: meta.data }];
  });
}

/**
 * The rows a model can be asked about: the latest split table before the trainer that has every column of the model's
 * signature as callers send it. A table in which a step has filled or scaled one of them is no such table.
 */
export async function findSignatureRows(o: {
  runId: RunId;
  inputs: readonly { name: string }[];
  trainerIdx: number;
}): Promise<StoredTable | null> {
  const tables = await listRunTables(o.runId);
  const fitting = tables.filter(({ idx, meta }) => {
    const names = new Set(meta.columns.map(({ name }) => name));
    const remade = remadeColumns(meta.plan);
    const raw = o.inputs.every(({ name }) => names.has(name) && !remade.has(name));
    return idx < o.trainerIdx && meta.split !== undefined && raw;
  });
  return fitting.at(-1) ?? null;
}
