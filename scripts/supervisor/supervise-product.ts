import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { migrateDatabase } from '../apply-migrations';
import type { Environment } from '../environment';
import type { Log } from '../log';
import { MIGRATIONS_FOLDER } from '../root';
import { createSetupLink } from '../setup-link';
import { checkInstallationKey, OtherKeyError } from './installation-key';
import { type KeptDatabase, keepDatabase } from './keep-database';
import { type KeptProgram, keepRunning } from './keep-running';
import { type Lock, takeLock } from './lock-file';
import { checkPorts } from './port-holder';
import { type Program, productAddresses, productPrograms } from './programs';
import { forgetKey, prepareDataFolder, readOrMakeSecrets, type Secrets } from './secrets';
import { waitUntilHealthy } from './wait-until-healthy';

export type Product = {
  webUrl: string;
  scoringUrl: string;
  databaseUrl: string;
  /** Opens the worker's internal data service. */
  internalToken: string;
  /** One-time link of a new installation; null once it has a user. */
  setupLink: string | null;
  /** Process ids now, by program name; for fault tests. */
  pids(): Record<string, number | undefined>;
  /** Ends web and worker, then the database. */
  stop(): Promise<void>;
};

export type ProductOptions = {
  environment: Environment;
  log: Log;
  /** Where the programs' output goes: this process's own, or files in `<data folder>/logs`. */
  output: 'inherit' | 'files';
  /** Runs after the lock is taken and before anything else, e.g. the build. */
  prepare?: () => Promise<void>;
  /** Gives up a start that is under way; a started product is ended by its `stop`. */
  signal?: AbortSignal;
  /** Takes a key that is not the one the installation was made with: what the old one sealed is lost. */
  replaceKey?: boolean;
  /** What to run in place of the built web and worker; for tests of the supervisor itself. */
  programs?: (context: { environment: Environment; secrets: Secrets; databaseUrl: string }) => Program[];
  /** Migrations to apply; for tests of the supervisor itself. */
  migrations?: string;
};

/**
 * Starts the whole product on one data folder and keeps it running: database, migrations, web, worker. Programs that die are
 * started again. Returns when everything answers.
 * @throws AlreadyRunningError when the folder is in use; other errors when a part does not start (what had started is stopped)
 */
export async function superviseProduct(options: ProductOptions): Promise<Product> {
  const { environment } = options;
  const addresses = productAddresses(environment);
  prepareDataFolder(environment.DATA_DIR);
  const lock = takeLock(environment.DATA_DIR, addresses);
  const parts: Parts = { lock, kept: [] };
  try {
    await checkPorts(environment);
    await options.prepare?.();
    options.signal?.throwIfAborted();
    const secrets = readOrMakeSecrets(environment.DATA_DIR, environment.MILLRACE_KEY);
    parts.database = await keepDatabase(environment, options.log);
    const databaseUrl = parts.database.url;
    await migrate(options, databaseUrl);
    await checkKey(options, { secrets, databaseUrl });
    const programs = (options.programs ?? productPrograms)({ environment, secrets, databaseUrl });
    await startPrograms(parts, programs, options);
    const setupLink = await createSetupLink({ databaseUrl, publicUrl: environment.PUBLIC_URL });
    lock.update({ databaseUrl, ready: true });
    return {
      webUrl: addresses.webUrl,
      scoringUrl: addresses.scoringUrl,
      databaseUrl,
      internalToken: secrets.internalToken,
      setupLink,
      pids: () => Object.fromEntries(parts.kept.map(({ name, program }) => [name, program.pid])),
      stop: () => stopParts(parts),
    };
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
}

type Parts = { lock: Lock; database?: KeptDatabase; kept: { name: string; program: KeptProgram }[] };

async function migrate({ environment, log, migrations }: ProductOptions, databaseUrl: string): Promise<void> {
  const folder = migrations ?? MIGRATIONS_FOLDER;
  const applied = await migrateDatabase({ databaseUrl, folder, queue: environment.REDIS_URL === undefined });
  if (applied.length > 0) log(`${applied.length} migration${applied.length === 1 ? '' : 's'} applied`);
}

async function checkKey(options: ProductOptions, use: { secrets: Secrets; databaseUrl: string }): Promise<void> {
  const { environment, log, replaceKey = false } = options;
  const { millraceKey: key, keyFrom: from } = use.secrets;
  const { DATA_DIR: dataDir } = environment;
  try {
    await checkInstallationKey({ databaseUrl: use.databaseUrl, key, from, dataDir, replace: replaceKey, log });
  } catch (error) {
    // Else the next start would take it for one that has always been there.
    if (error instanceof OtherKeyError && from === 'just-made') forgetKey(dataDir);
    throw error;
  }
}

async function startPrograms(parts: Parts, programs: Program[], options: ProductOptions): Promise<void> {
  const folder = path.join(options.environment.DATA_DIR, 'logs');
  if (options.output === 'files') mkdirSync(folder, { recursive: true, mode: 0o700 });
  const waits = programs.map((program) => {
    const output = options.output === 'inherit' ? 'inherit' : path.join(folder, `${program.name}.log`);
    const kept = keepRunning(program, { output, log: options.log });
    parts.kept.push({ name: program.name, program: kept });
    return waitUntilHealthy(program, { kept, output, signal: options.signal });
  });
  await Promise.all(waits);
}

async function stopParts({ lock, database, kept }: Parts): Promise<void> {
  await Promise.all(kept.map(({ program }) => program.stop()));
  await database?.stop();
  lock.release();
}
