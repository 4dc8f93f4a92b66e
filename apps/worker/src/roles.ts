import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { reachOf } from './grant-outside';
import { createHandlers } from './handlers';
import { openQueues } from './queue/enqueue';
import { startWorkers } from './queue/start-workers';
import { type Role, type RoleContext, type RunningRole, roles } from './role';
import { loadHeldOut } from './scheduling/deploy/load-held-out';
import { startScheduling } from './scheduling/start-scheduling';
import { checkBundle, findBundle } from './scoring/releases/find-bundle';
import { type ApartProgram, openToProve } from './scoring/releases/load-release';
import { startScoring } from './scoring/start-scoring';
import { startExecuteRole } from './start-execute-role';
import { startWatching } from './watching/start-watching';

/** How each role starts: total by type, so a role without a start does not compile. Started in the order of `roles`. */
export const startRole: { [R in Role]: (context: RoleContext) => Promise<RunningRole> } = {
  execute: startExecuteRole,
  schedule: startScheduleRole,
  watch: async ({ db, figures, logger }) => startWatching({ db, figures, logger }),
  score: ({ environment, db, store, health, figures, guests, logger }) =>
    startScoring({
      db,
      databaseUrl: environment.DATABASE_URL,
      pathOf: store.pathOf,
      dataDir: environment.DATA_DIR,
      host: environment.HOST,
      port: environment.SCORING_PORT,
      internalToken: environment.INTERNAL_TOKEN,
      requestsPerSecond: environment.SCORING_REQUESTS_PER_SECOND,
      apart: apartProgram({ environment, guests }),
      health,
      figures,
      logger,
    }),
};

/** The roles named on the command line; all four unless told otherwise. Throws on names that are none. */
export function parseRoles(argv: readonly string[]): Role[] {
  const at = argv.indexOf('--roles');
  const named =
    argv.find((argument) => argument.startsWith('--roles='))?.slice('--roles='.length) ??
    (at < 0 ? undefined : argv[at + 1]);
  if (named === undefined) return [...roles];
  const wanted = named.split(',').map((name) => name.trim());
  const wrong = wanted.filter((name) => !isRole(name));
  if (wrong.length > 0) throw new Error(`No role is called ${wrong.join(', ')}; there are ${roles.join(', ')}.`);
  return roles.filter((role) => wanted.includes(role));
}

function isRole(name: string): name is Role {
  return (roles as readonly string[]).includes(name);
}

function apartProgram({ environment, guests }: Pick<RoleContext, 'environment' | 'guests'>): ApartProgram {
  return {
    program: fileURLToPath(new URL('./model.mjs', import.meta.url)),
    megabytes: environment.SCORING_MODEL_MEGABYTES,
    guests,
  };
}

async function startScheduleRole(context: RoleContext): Promise<RunningRole> {
  const { environment, db, store, backend, logger } = context;
  const queues = openQueues({ backend, logger });
  const bundles = { db, pathOf: store.pathOf };
  const apart = apartProgram(context);
  const workers = startWorkers({
    backend,
    logger,
    handlers: createHandlers({
      db,
      queues,
      files: store,
      bundles: {
        open: async (id) => openToProve(await findBundle(bundles, id), { apart, logger }),
        checkBundle: (id) => checkBundle(bundles, id),
        heldOut: (id) => loadHeldOut(bundles, id),
      },
      webhookSecret: webhookSecret(environment.MILLRACE_KEY),
      allowPrivateWebhooks: environment.WEBHOOK_ALLOW_PRIVATE === 'yes',
      receiptKey: environment.MILLRACE_KEY ?? null,
      predictionDays: environment.PREDICTION_DAYS,
      logger,
    }),
  });
  const scheduling = await startScheduling({
    db,
    databaseUrl: environment.DATABASE_URL,
    queues,
    watchRoots: reachOf(environment).watchRoots,
    logger,
  });
  return {
    async stop() {
      await scheduling.stop();
      await workers.close();
      await queues.close();
    },
  };
}

/** Webhooks are signed with a key of their own, made from the installation's. */
function webhookSecret(key: string | undefined): Buffer | null {
  return key === undefined ? null : createHash('sha256').update(`millrace webhooks ${key}`).digest();
}
