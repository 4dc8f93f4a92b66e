import { getRunHeader, listRunEvents, listStepRuns, type StepRun } from '@millrace/db';
import { type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import type { RunStatus } from '@millrace/pipeline-core/run';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import type { ProjectContext } from '../use-case';
import type { StepProgress } from './run-hub';
import { createInbox } from './run-inbox';

export type RunUpdate =
  | { kind: 'steps'; status: RunStatus; lastSeq: number; steps: StepRun[] }
  | { kind: 'progress'; progress: StepProgress };

/** Live changes of a run from event `since` on; ends when the run is final and everything was sent. */
export const watchRunUseCase = {
  needs: { in: 'project', right: 'view', scope: 'read' } as const,
  input: z.object({
    run: runIdSchema,
    since: z.number().int().nonnegative().default(0),
    lastEventId: z.string().optional(),
  }),
  async *run(
    { project }: ProjectContext,
    input: { run: RunId; since: number; lastEventId?: string | undefined },
    signal: AbortSignal,
  ) {
    const header = await getRunHeader(database(), input.run);
    if (header === null || header.projectId !== project.id) throw notFound('run');
    let seen = Math.max(input.since, Number(input.lastEventId?.split(':')[1] ?? 0) || 0);
    const inbox = createInbox(input.run, signal);
    try {
      for (;;) {
        const update = await readChanges(input.run, seen);
        if (update !== null) {
          seen = update.lastSeq;
          yield tracked(`${input.run}:${seen}`, update as RunUpdate);
          if (update.status !== 'running' && update.complete) return;
          if (!update.complete) continue;
        }
        for (const progress of await inbox.wait())
          yield tracked(`${input.run}:${seen}`, { kind: 'progress', progress } as RunUpdate);
        if (signal.aborted) return;
      }
    } finally {
      inbox.close();
    }
  },
};

async function readChanges(run: RunId, since: number) {
  const events = await listRunEvents(database(), { runId: run, since, limit: 1000 });
  const last = events.at(-1);
  if (last === undefined) return null;
  const idxs = [...new Set(events.flatMap(({ idx }) => (idx === null ? [] : [idx])))];
  const [header, steps] = await Promise.all([
    getRunHeader(database(), run),
    listStepRuns(database(), { runId: run, idxs }),
  ]);
  const status: RunStatus = header?.status ?? 'running';
  return {
    kind: 'steps' as const,
    status,
    lastSeq: last.seq,
    steps,
    complete: events.length < 1000 && (header?.lastSeq ?? 0) <= last.seq,
  };
}
