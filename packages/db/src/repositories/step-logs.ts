import type { RunId } from '@millrace/pipeline-core/ids';
import type { Db } from '../client';
import { type StepLogLine, stepLogLineSchema } from '../mappers/run-row';
import { storableText } from '../protocol/storable-json';

export type NewLogLine = Omit<StepLogLine, 'id'>;

/** Keeps lines of running steps; callers send them in batches. */
export async function appendStepLogs(db: Db, lines: readonly NewLogLine[]): Promise<void> {
  if (lines.length > 0) {
    await db.prisma.stepLog.createMany({
      data: lines.map((line) => ({ ...line, text: storableText(line.text) })),
    });
  }
}

/** Lines of a run in the order they came in; `after` is the id of the last line already shown. */
export async function listStepLogs(
  db: Db,
  input: { runId: RunId; idx?: number; after?: number; limit?: number },
): Promise<StepLogLine[]> {
  const rows = await db.prisma.stepLog.findMany({
    where: {
      runId: input.runId,
      ...(input.idx === undefined ? {} : { idx: input.idx }),
      ...(input.after === undefined ? {} : { id: { gt: input.after } }),
    },
    orderBy: { id: 'asc' },
    take: input.limit ?? 1000,
  });
  return rows.map((row) => stepLogLineSchema.parse(row));
}
