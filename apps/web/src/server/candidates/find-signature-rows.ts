import { listOutputs, listStepRuns, type StepRun } from '@millrace/db';
import { firstNotRaw, type TableMeta, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { ArtifactHash, RunId } from '@millrace/pipeline-core/ids';
import { planOrigin, tableInput } from '@millrace/pipeline-core/plan';
import type { RunInput } from '@millrace/pipeline-core/run';
import { findContract } from '@millrace/pipeline-core/steps';
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

/** Rows a model can be asked about: which ones and their labels from `rows`, their cells as they came from `source`. */
export type SignatureRows = { rows: StoredTable; source: StoredTable };

/** The rows a trainer learned from, with the table where their preparation starts; null when one is no longer kept. */
export async function findSignatureRows(o: {
  runId: RunId;
  inputs: readonly { name: string }[];
  trainerIdx: number;
}): Promise<SignatureRows | null> {
  return findRowsOf(o, (steps) => steps.find(({ idx }) => idx === o.trainerIdx));
}

/** The same for the rows that a drawn step packed this bundle with. */
export async function findPackedRows(o: {
  runId: RunId;
  inputs: readonly { name: string }[];
  bundle: ArtifactHash;
}): Promise<SignatureRows | null> {
  const outputs = await listOutputs(database(), { runId: o.runId });
  const packed = outputs.find(({ artifact }) => artifact.hash === o.bundle);
  return findRowsOf(o, (steps) => steps.find(({ idx }) => idx === packed?.idx));
}

async function findRowsOf(
  o: { runId: RunId; inputs: readonly { name: string }[] },
  choose: (steps: readonly StepRun[]) => StepRun | undefined,
): Promise<SignatureRows | null> {
  const steps = await listStepRuns(database(), { runId: o.runId });
  const step = choose(steps);
  const contract = step === undefined ? undefined : findContract(step.spec.type);
  const place = step === undefined || contract === undefined ? null : tableInput(contract, step.spec.inputs);
  if (place === null) return null;
  const origin = planOrigin(place, (idx) => steps.find((other) => other.idx === idx)?.spec);
  const tables = await listRunTables(o.runId);
  const find = (wanted: RunInput) => tables.find(({ idx, port }) => idx === wanted.idx && port === wanted.port) ?? null;
  const [rows, source] = [find(place), find(origin)];
  const names = o.inputs.map(({ name }) => name);
  return rows === null || source === null || firstNotRaw(source.meta, names) !== null ? null : { rows, source };
}
