import { readFile } from 'node:fs/promises';
import type { Database } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { Logger } from './logger';
import type { JobQueues } from './queue/enqueue';
import type { JobHandlers } from './queue/start-workers';
import { advanceBisect } from './scheduling/advance-bisect';
import { advanceRollout } from './scheduling/advance-rollout';
import { deliverRow } from './scheduling/deliver-row';
import { type BundlePorts, createDeploymentPorts } from './scheduling/deploy/deployment-ports';
import { runDeployment } from './scheduling/deploy/run-deployment';
import { handleEvent } from './scheduling/events/handle-event';
import { publishInTurn } from './scheduling/events/publish-in-turn';
import { createRunFacts } from './scheduling/events/run-facts';
import { fireSchedule } from './scheduling/fire-schedule';
import { eventJobOf } from './scheduling/relay-outbox';
import { startTriggeredRun } from './scheduling/start-triggered-run';
import { applyRetention, collectArtifacts, sweepOrphans, type UpkeepFiles } from './scheduling/upkeep';

export type HandlerDeps = {
  db: Database;
  queues: JobQueues;
  files: UpkeepFiles & { pathOf(location: string): string };
  bundles: BundlePorts;
  /** Key that webhooks are signed with; null leaves them unsigned. */
  webhookSecret: Buffer | null;
  allowPrivateWebhooks: boolean;
  /** Key of the installation: signs receipts of splits and opens secrets; null leaves receipts unsigned. */
  receiptKey: string | null;
  /** How long predictions are kept. */
  predictionDays: number;
  logger: Logger;
};

/** What each job does: total by name, so a job without a handler does not compile. */
export function createHandlers(deps: HandlerDeps): JobHandlers {
  const { db, queues, files, logger } = deps;
  const readJson = async (location: string) =>
    jsonSchema.parse(JSON.parse(await readFile(files.pathOf(location), 'utf8')));
  const { pathOf } = files;
  const eventContext = { db, queues, runFacts: createRunFacts(db), readJson, pathOf, receiptKey: deps.receiptKey };
  const deployments = createDeploymentPorts(db, deps.bundles);
  const now = () => performance.now();
  const upkeep = (signal: AbortSignal) => ({ db, files, logger, now: Date.now, signal });

  return {
    'handle-event': async (event) => {
      // What a former version queued of a topic that has another job by now is done by that one, and its row stays till then.
      if (eventJobOf(event.topic) === 'handle-event') await handleEvent(event, eventContext);
    },
    'publish-view': (event, { signal, stopping }) =>
      publishInTurn(event, { context: { ...eventContext, signal: AbortSignal.any([signal, stopping]) }, stopping }),
    'start-run': async ({ triggerEvent }) => {
      await startTriggeredRun(db, triggerEvent);
    },
    'advance-bisect': ({ bisect }) => advanceBisect(db, bisect),
    'fire-schedule': ({ schedule }, { scheduledFor }) =>
      fireSchedule({ db, queues, scheduleId: schedule, scheduledFor: scheduledFor ?? new Date() }),
    deliver: ({ delivery }, context) =>
      deliverRow(delivery, context, {
        db,
        secret: deps.webhookSecret,
        installationKey: deps.receiptKey,
        allowPrivate: deps.allowPrivateWebhooks,
        now: Date.now,
      }),
    'advance-deployment': ({ deployment }, { signal }) =>
      runDeployment(deployment, { ports: deployments, logger, now, wallClock: Date.now, signal }),
    'advance-rollout': ({ rollout }) => advanceRollout(db, { id: rollout, now: new Date() }),
    'collect-artifacts': async (_payload, { signal }) => {
      await collectArtifacts(upkeep(signal));
    },
    'sweep-orphans': async (_payload, { signal }) => {
      await sweepOrphans(upkeep(signal));
    },
    'apply-retention': (_payload, { signal }) =>
      applyRetention({ ...upkeep(signal), predictionDays: deps.predictionDays }),
  };
}
