import { join, resolve } from 'node:path';
import { createDatabase } from '@millrace/db';
import { createArtifactStore } from './data/artifact-store';
import { readEnvironment } from './env';
import { createFigures } from './ground/figures';
import { createLogger } from './logger';
import { createQueueBackend, migrateQueues } from './queue/backend';
import { type Stoppable, stopAll } from './queue/shutdown';
import { type RoleContext, roles } from './role';
import { parseRoles, startRole } from './roles';
import type { Health } from './scoring/server/server-context';
import { lookUpGuests } from './worker-guests';

const version = '0.1.0';
/** Time each part gets to stop; running steps have the longest. */
const stopLimitMs = 30_000;

/** Starts the roles named on the command line and stops them cleanly on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const read = readEnvironment();
  const environment = { ...read, DATA_DIR: resolve(read.DATA_DIR) };
  const wanted = parseRoles(process.argv.slice(2));
  const logger = createLogger({ level: environment.LOG_LEVEL, name: 'millrace-worker' });
  const started: Stoppable[] = [];
  let status: Health['status'] = 'starting';

  const stop = async (signal: string): Promise<void> => {
    if (status === 'stopping') return;
    status = 'stopping';
    logger.info({ signal }, 'stopping');
    const clean = await stopAll(started, { limitMs: stopLimitMs, logger });
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

  const db = createDatabase(environment.DATABASE_URL, { max: 10 });
  started.push({ name: 'database', stop: db.close });
  const store = await createArtifactStore(join(environment.DATA_DIR, 'artifacts'));
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = environment;
  if (redisUrl === undefined && wanted.includes('schedule')) await migrateQueues(databaseUrl);

  const context: RoleContext = {
    environment,
    db,
    store,
    backend: createQueueBackend({ databaseUrl, redisUrl }),
    roles: wanted,
    version,
    health: () => ({ status, roles: wanted, version, queue: context.backend.kind }),
    figures: createFigures(),
    guests: lookUpGuests(environment),
    logger,
  };
  for (const role of roles) {
    if (!wanted.includes(role)) continue;
    const running = await startRole[role](context);
    started.push({ name: role, stop: () => running.stop() });
  }
  if (status === 'starting') status = 'ok';
  logger.info({ roles: wanted }, 'ready');
}

main().catch((error: unknown) => {
  // The logger may not be there yet: this is the last word of the process.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
