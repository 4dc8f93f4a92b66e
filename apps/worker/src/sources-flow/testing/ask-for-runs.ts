import {
  type BatchSummary,
  type Database,
  getOutcome,
  listBatches,
  listOpenTriggers,
  listRuns,
  listStepRuns,
  recordTrigger,
  type Source,
} from '@millrace/db';
import type { RunId, UserId } from '@millrace/pipeline-core/ids';
import type { TriggerRequest } from '@millrace/pipeline-core/sources';
import { startTriggeredRun } from '../../scheduling/start-triggered-run';
import { until } from '../../testing/until';

/** How a run ended, and the batches of its dataset then, the newest first. */
export type EndOfRun = { id: RunId; status: string; outcome: string; message: string; batches: BatchSummary[] };

export type Asks = {
  /** Asks for a run as “Run now” does and starts it. */
  ask(of: Source, request?: TriggerRequest): Promise<void>;
  /** The same, and waits for its end and what became of it. */
  runNow(of: Source, request?: TriggerRequest): Promise<EndOfRun>;
  /** Starts the run of the source that was asked for first and waits; null when nobody has asked. */
  runOpen(of: Source): Promise<EndOfRun | null>;
  endOf(of: Source): Promise<EndOfRun>;
};

/** Asks for runs of sources, and waits for them; `relay` does what the schedule role does at their end. */
export function askForRuns(o: { db: Database; actor: UserId; relay(): Promise<void> }): Asks {
  const { db } = o;
  let wishes = 0;
  const start = async (id: string) => {
    const answer = await startTriggeredRun(db, id);
    if (answer !== 'started') throw new Error(`the run did not start: ${answer}`);
  };
  const ask: Asks['ask'] = async ({ projectId, pipelineId }, request) => {
    const { id } = await recordTrigger(db, {
      ...{ projectId, pipelineId, requestKey: `hand ${wishes++}`, trigger: 'hand', startedBy: o.actor },
      ...(request === undefined ? {} : { request }),
    });
    await start(id);
  };
  const endOf: Asks['endOf'] = async (of) => {
    const ended = await until(() => endedRun(db, of), { what: 'the end of the run', limitMs: 120_000 });
    await o.relay();
    return whatBecameOf(db, { of, id: ended.id, status: ended.status });
  };
  return {
    ask,
    endOf,
    async runNow(of, request) {
      await ask(of, request);
      return endOf(of);
    },
    async runOpen(of) {
      const wish = (await listOpenTriggers(db)).find(({ pipelineId }) => pipelineId === of.pipelineId);
      if (wish === undefined) return null;
      await start(wish.id);
      return endOf(of);
    },
  };
}

/** The latest run of a source, once it has ended. */
async function endedRun(db: Database, { projectId, pipelineId }: Source) {
  const [latest] = await listRuns(db, { projectId, pipelineId, limit: 1 });
  return latest === undefined || latest.status === 'running' ? null : latest;
}

async function whatBecameOf(db: Database, o: { of: Source; id: RunId; status: string }): Promise<EndOfRun> {
  const { of, id, status } = o;
  const outcome = await getOutcome(db, id);
  const [failed] = (await listStepRuns(db, { runId: id })).filter((step) => step.status === 'failed');
  const message = outcome?.message ?? failed?.error?.message ?? '';
  const batches = await listBatches(db, { projectId: of.projectId, datasetId: of.datasetId });
  return { id, status, outcome: outcome?.kind ?? 'none', message, batches };
}
