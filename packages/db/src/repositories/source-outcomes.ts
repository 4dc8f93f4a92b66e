import type { BatchId, RunId, SourceId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type SourceOutcome, sourceOutcomeSchema } from '../mappers/source-row';

/** Notes what became of a reading; the first word about a run stands. False when there was one already. */
export async function recordOutcome(
  db: Db,
  input: { runId: RunId; sourceId: SourceId; kind: SourceOutcome['kind']; batchId?: BatchId; message: string },
): Promise<boolean> {
  const made = await db.prisma.sourceOutcome.createMany({ data: [input], skipDuplicates: true });
  return made.count === 1;
}

export async function getOutcome(db: Db, runId: RunId): Promise<SourceOutcome | null> {
  const row = await db.prisma.sourceOutcome.findUnique({ where: { runId } });
  return row === null ? null : sourceOutcomeSchema.parse(row);
}

/** Outcomes of these runs. */
export async function listOutcomes(db: Db, runIds: readonly RunId[]): Promise<SourceOutcome[]> {
  const rows = await db.prisma.sourceOutcome.findMany({ where: { runId: { in: [...runIds] } } });
  return rows.map((row) => sourceOutcomeSchema.parse(row));
}

/** The newest outcome of each source. */
export async function latestOutcomes(db: Db, sourceIds: readonly SourceId[]): Promise<Map<string, SourceOutcome>> {
  const rows = await db.prisma.sourceOutcome.findMany({
    where: { sourceId: { in: [...sourceIds] } },
    orderBy: [{ sourceId: 'asc' }, { createdAt: 'desc' }],
    distinct: ['sourceId'],
  });
  return new Map(rows.map((row) => [row.sourceId, sourceOutcomeSchema.parse(row)]));
}
