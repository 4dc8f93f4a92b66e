import { findLastWorked, readStepPast } from '@millrace/db';
import { artifactHashSchema, runIdSchema } from '@millrace/pipeline-core/ids';
import { likelihood, type ReadTable, type StepPast, whyFailed } from '@millrace/pipeline-core/why';
import { z } from 'zod';
import { database } from '../database';
import { sketchOf } from '../datasets/sketch-of';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/**
 * What is not as it was when a failed step last worked, the best explanation first. `worked` is null where it never did, or
 * where nothing failed.
 */
export const whyFailedUseCase = projectQuery(
  'view',
  z.object({ run: runIdSchema, idx: z.int().nonnegative() }),
  async ({ project }, { run, idx }) => {
    const db = database();
    const failed = await readStepPast(db, { projectId: project.id, runId: run, idx });
    if (failed === null) throw notFound('step');
    const nothing = { worked: null, suspects: [] };
    if (failed.error === null) return nothing;
    const last = await findLastWorked(db, { projectId: project.id, runId: run, spec: failed.spec });
    const worked = last === null ? null : await readStepPast(db, { ...last, projectId: project.id });
    if (last === null || worked === null) return nothing;
    const [now, before] = await withSketches(failed, worked);
    const suspects = whyFailed(now, before).map(({ kind, title, details, ...found }) => {
      return { kind, title, details, likelihood: likelihood(found) };
    });
    return { worked: { run: last.runId, number: last.number, at: last.at }, suspects };
  },
);

/** Tables that both read and that differ get their summaries; those of the same content are not looked at. */
async function withSketches(now: StepPast, before: StepPast): Promise<[StepPast, StepPast]> {
  const same = new Set(
    now.tables.map(({ hash }) => hash).filter((hash) => before.tables.some((one) => one.hash === hash)),
  );
  const sketched = async (past: StepPast): Promise<StepPast> => {
    const tables: ReadTable[] = [];
    for (const table of past.tables) {
      tables.push(same.has(table.hash) ? table : { ...table, sketch: await sketchOrNull(table.hash) });
    }
    return { ...past, tables };
  };
  return [await sketched(now), await sketched(before)];
}

/** A table that is not kept any more, or a worker that is away, leaves what was known when the table was made. */
async function sketchOrNull(hash: string): Promise<ReadTable['sketch']> {
  return sketchOf(artifactHashSchema.parse(hash)).catch(() => null);
}
