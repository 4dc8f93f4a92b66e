import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findArtifact } from '@millrace/db';
import { createSessionLock } from '@millrace/db/protocol';
import type { Json } from '@millrace/pipeline-core/json';
import { listContracts } from '@millrace/pipeline-core/steps';
import { slotsOf } from '@millrace/pipeline-core/workers';
import { probeWorker } from './capabilities/probe-worker';
import { createDataService } from './data/data-service';
import { type Execution, makeWorkerFolder, startExecution, stepTypeFacts, type TaskCall } from './execution';
import { createGrants, grantNamed, reachOf } from './grant-outside';
import { repeatTask } from './ground/repeat-task';
import { type PackingDeps, packViews } from './packing/pack-views';
import type { RoleContext, RunningRole } from './role';

/** Memory limit of one call of the data service. */
const taskMegabytes = 2048;
const packEveryMs = 5 * 60_000;
/** Key among session locks of whoever packs. */
const packingLockKey = 2;

/** Role execute: leases and runs steps, and serves tables and uploads to the web from the same locked-down children. */
export async function startExecuteRole(context: RoleContext): Promise<RunningRole> {
  const { environment, db, store, logger } = context;
  const childPath = fileURLToPath(new URL('./child.mjs', import.meta.url));
  const attempts = join(environment.DATA_DIR, 'attempts');
  const probeFolder = await makeWorkerFolder(attempts);
  const [machine, guests] = await Promise.all([
    probeWorker({ childPath, folder: probeFolder, logger }),
    context.guests(),
  ]);
  const capabilities = { ...machine, ...guests.announced };
  const execution = await startExecution({
    url: environment.DATABASE_URL,
    db,
    files: store,
    folder: attempts,
    childPath,
    stepTypes: listContracts().map(stepTypeFacts),
    facts: {
      roles: [...context.roles],
      version: context.version,
      capabilities: { ...capabilities, queue: context.backend.kind },
    },
    settings: { slots: slotsOf(capabilities) },
    grantOutside: createGrants({ db, environment }),
    guests: guests.grant,
    logger,
  });
  const dataService = createDataService({
    token: environment.INTERNAL_TOKEN,
    store,
    folder: join(environment.DATA_DIR, 'tasks'),
    ordersFolder: await makeWorkerFolder(join(environment.DATA_DIR, 'tasks', 'orders')),
    async findArtifact(hash) {
      const found = await findArtifact(db, hash);
      if (found === null) return null;
      const { kind, location, inline } = found;
      return { kind, location, ...(inline === null || inline === undefined ? {} : { inline }) };
    },
    watchRoots: reachOf(environment).watchRoots,
    grant: (wanted) => grantNamed({ db, environment }, wanted),
    runTask: (task) => plainAnswer(execution, task),
  });
  const packing = startPacking({ ...context, runTask: (task) => plainAnswer(execution, task) });
  await dataService.listen({ host: '127.0.0.1', port: environment.DATA_SERVICE_PORT });
  logger.info({ port: environment.DATA_SERVICE_PORT }, 'data service listens');
  return {
    async stop() {
      await packing.stop();
      await dataService.close();
      await execution.stop();
    },
  };
}

async function plainAnswer(execution: Execution, task: Omit<TaskCall, 'megabytes'>): Promise<Json> {
  const { value } = await execution.runTask({ ...task, megabytes: taskMegabytes });
  return value ?? null;
}

/** Packs the publications of feature views now and then; of several execute workers one does it. */
function startPacking(
  o: Pick<RoleContext, 'environment' | 'db' | 'store' | 'logger'> & Pick<PackingDeps, 'runTask'>,
): RunningRole {
  const { environment, logger } = o;
  const lock = createSessionLock({
    url: environment.DATABASE_URL,
    key: packingLockKey,
    onTrouble: (error) => logger.warn({ error: String(error) }, 'packing lost its connection'),
  });
  const folder = join(environment.DATA_DIR, 'tasks');
  const ending = new AbortController();
  const task = repeatTask({
    name: 'packing of feature views',
    everyMs: packEveryMs,
    run: async () => {
      if (await lock.hold()) await packViews({ ...o, folder, signal: ending.signal }, new Date());
    },
    logger,
  });
  return {
    async stop() {
      ending.abort();
      await task.stop();
      await lock.close();
    },
  };
}
