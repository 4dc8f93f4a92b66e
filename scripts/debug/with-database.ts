import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment';
import type { Log } from '../log';
import { keepDatabase } from '../supervisor/keep-database';
import { readLock, takeLock } from '../supervisor/lock-file';
import { productAddresses } from '../supervisor/programs';

/** Works on the database of an installation: that of the product that runs, else its database alone is started meanwhile. */
export async function withDatabase<T>(
  { environment, log }: { environment: Environment; log: Log },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const { DATA_DIR, DATABASE_URL } = environment;
  const running = readLock(DATA_DIR)?.databaseUrl ?? DATABASE_URL;
  if (running !== undefined) return work(running);
  if (!existsSync(path.join(DATA_DIR, 'postgres'))) {
    throw new Error(`There is no installation in ${DATA_DIR}. Set DATA_DIR to the folder of the one that has the run.`);
  }
  // Whoever starts Millrace meanwhile is told to wait: the server would end under it.
  const lock = takeLock(DATA_DIR, productAddresses(environment));
  try {
    const database = await keepDatabase(environment, log);
    try {
      return await work(database.url);
    } finally {
      await database.stop();
    }
  } finally {
    lock.release();
  }
}
