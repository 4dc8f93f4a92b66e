import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../embedded-postgres';
import type { Environment } from '../environment';
import type { Log } from '../log';

const RESTART_PAUSE = 1000;

export type KeptDatabase = { url: string; stop(): Promise<void> };

/**
 * The database of an installation: the one of DATABASE_URL, else an embedded server in the data folder. An embedded server
 * that dies is started again under the same address, so that every client's reconnect finds it.
 */
export async function keepDatabase(environment: Environment, log: Log): Promise<KeptDatabase> {
  if (environment.DATABASE_URL !== undefined) return { url: environment.DATABASE_URL, stop: async () => {} };
  const dir = path.join(environment.DATA_DIR, 'postgres');
  let server = await startPostgres({ dir, log });
  const { url, port } = server;
  let stopping = false;

  async function watch(): Promise<void> {
    while (!stopping) {
      await server.exited;
      if (stopping) return;
      log('Postgres ended unexpectedly; starting it again');
      await restart();
    }
  }

  async function restart(): Promise<void> {
    while (!stopping) {
      try {
        server = await startPostgres({ dir, port, log });
        return log('Postgres answers again');
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
        await sleep(RESTART_PAUSE);
      }
    }
  }

  const watching = watch();
  return {
    url,
    stop: async () => {
      stopping = true;
      // Waiting for a server to end keeps no process alive: one with nothing else to do would end here, in mid-stop.
      const awake = setInterval(() => undefined, RESTART_PAUSE);
      await server.stop();
      await watching;
      await server.stop(); // a restart may have been under way
      clearInterval(awake);
    },
  };
}
