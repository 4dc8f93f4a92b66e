import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findArtifact } from '@millrace/db';
import { listContracts } from '@millrace/pipeline-core/steps';
import { createDataService } from './data/data-service';
import { startExecution, stepTypeFacts } from './execution';
import { createGrants, grantNamed } from './grant-outside';
import type { RoleContext, RunningRole } from './role';

/** Memory limit of one call of the data service. */
const taskMegabytes = 2048;

/** Role execute: leases and runs steps, and serves tables and uploads to the web from the same locked-down children. */
export async function startExecuteRole(context: RoleContext): Promise<RunningRole> {
  const { environment, db, store, logger } = context;
  const execution = await startExecution({
    url: environment.DATABASE_URL,
    db,
    files: store,
    folder: join(environment.DATA_DIR, 'attempts'),
    childPath: fileURLToPath(new URL('./child.mjs', import.meta.url)),
    stepTypes: listContracts().map(stepTypeFacts),
    facts: { roles: [...context.roles], version: context.version, capabilities: { queue: context.backend.kind } },
    grantOutside: createGrants({ db, environment }),
    logger,
  });
  const dataService = createDataService({
    token: environment.INTERNAL_TOKEN,
    store,
    folder: join(environment.DATA_DIR, 'tasks'),
    async findArtifact(hash) {
      const found = await findArtifact(db, hash);
      if (found === null) return null;
      const { kind, location, inline } = found;
      return { kind, location, ...(inline === null || inline === undefined ? {} : { inline }) };
    },
    grant: (wanted) => grantNamed({ db, environment }, wanted),
    async runTask(task) {
      const { value } = await execution.runTask({ ...task, megabytes: taskMegabytes });
      return value ?? null;
    },
  });
  await dataService.listen({ host: '127.0.0.1', port: environment.DATA_SERVICE_PORT });
  logger.info({ port: environment.DATA_SERVICE_PORT }, 'data service listens');
  return {
    async stop() {
      await dataService.close();
      await execution.stop();
    },
  };
}
