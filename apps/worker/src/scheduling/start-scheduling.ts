import {
  type Database,
  listOpenBisects,
  listOpenRollouts,
  listOpenTriggers,
  listSchedules,
  listUnfinishedDeployments,
  listUnsentDeliveries,
  listWaitingDeployments,
  readOutbox,
} from '@millrace/db';
import { createSessionLock } from '@millrace/db/protocol';
import { repeatTask } from '../ground/repeat-task';
import type { Logger } from '../logger';
import type { JobQueues } from '../queue/enqueue';
import { runConsumers } from './bus/run-consumers';
import { sourceConsumer } from './bus/source-consumer';
import { triggerConsumer } from './bus/trigger-consumer';
import { createJobFeed } from './feed-jobs';
import { createOutboxRelay, eventJobs } from './relay-outbox';
import { syncSchedules } from './sync-schedules';
import { watchFolders } from './watch-folders';

export type Scheduling = { stop(): Promise<void> };

/** How often it looks for new outbox rows, and for rows that wait for jobs. */
const looks = { relayEveryMs: 500, feedEveryMs: 1_000 };
/** A file rests when it looks the same so much later. */
const foldersEveryMs = 2_000;
/** A clock set or changed on a page counts from the next look on. */
const schedulesEveryMs = 5_000;
/** Key of the relay's lock among session locks. */
const relayLockKey = 1;

const upkeepJobs = [
  { name: 'collect-artifacts', everyMs: 10 * 60_000 },
  { name: 'apply-retention', everyMs: 60 * 60_000 },
  { name: 'sweep-orphans', everyMs: 24 * 60 * 60_000 },
] as const;

/** Starts what feeds the queues: the outbox relay, the rows that wait for jobs, the clocks, upkeep,
 * and the consumers of the bus. */
export async function startScheduling(options: {
  db: Database;
  databaseUrl: string;
  queues: JobQueues;
  /** Folders below which sources may watch. */
  watchRoots: readonly string[];
  /** For tests, in which most of the time would be waiting for the next look. */
  looks?: typeof looks;
  logger: Logger;
}): Promise<Scheduling> {
  const { db, queues, logger } = options;
  const { relayEveryMs, feedEveryMs } = options.looks ?? looks;
  const lock = createSessionLock({
    url: options.databaseUrl,
    key: relayLockKey,
    onTrouble: (error) => logger.warn({ error: String(error) }, 'outbox relay lost its connection'),
  });
  const relay = createOutboxRelay({
    hold: lock.hold,
    read: ({ afterId, limit }) => readOutbox(db, limit, afterId),
    async enqueue(jobs) {
      for (const name of eventJobs)
        await queues.enqueueMany(
          name,
          jobs.filter((job) => job.name === name),
        );
    },
    revive: (job) => queues.revive(job.name, job),
    now: Date.now,
    logger,
  });
  const feed = createJobFeed({
    rows: {
      triggers: () => listOpenTriggers(db),
      deliveries: () => listUnsentDeliveries(db, { olderThan: new Date() }),
      deployments: () => listUnfinishedDeployments(db),
      waitingDeployments: () => listWaitingDeployments(db),
      bisects: () => listOpenBisects(db),
      rollouts: () => listOpenRollouts(db),
    },
    queues,
    now: Date.now,
  });
  const setClocks = async () => {
    await syncSchedules({ rows: await listSchedules(db), queues, logger });
    for (const { name, everyMs } of await missingUpkeep(queues)) {
      await queues.repeat(name, { id: name, payload: {}, repeat: { everyMs } });
    }
  };
  const folders = watchFolders({ db, roots: options.watchRoots, now: () => new Date(), logger });
  const tasks = [
    repeatTask({ name: 'folder watch', everyMs: foldersEveryMs, run: folders.tick, logger }),
    repeatTask({ name: 'outbox relay', everyMs: relayEveryMs, run: relay.tick, logger }),
    repeatTask({ name: 'job feed', everyMs: feedEveryMs, run: feed.tick, logger }),
    repeatTask({ name: 'clocks', everyMs: schedulesEveryMs, run: setClocks, logger }),
  ];
  const consumers = [triggerConsumer, sourceConsumer];
  const bus = await runConsumers({ db, databaseUrl: options.databaseUrl, consumers, logger });
  return {
    async stop() {
      await bus.stop();
      await Promise.all([...tasks.map((task) => task.stop()), lock.close()]);
    },
  };
}

/** Setting a repetition again would start its interval anew, so only those that are not there are set. */
async function missingUpkeep(queues: JobQueues) {
  const present = new Map(
    (await queues.repetitions('upkeep')).map((repetition) => [repetition.id, repetition.everyMs]),
  );
  return upkeepJobs.filter(({ name, everyMs }) => present.get(name) !== everyMs);
}
