import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { applyMigrations } from '../apply-migrations';
import { type EmbeddedPostgres, startPostgres } from '../embedded-postgres';
import { sendSignal, waitForExit } from '../processes';
import { MIGRATIONS_FOLDER } from '../root';

export type HarnessDatabase = {
  url: string;
  folder: string;
  /** A query of the harness itself, repeated while the server is away. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** For checks that take a connection themselves. */
  pool(): pg.Pool;
  /** Ends the server as given and starts it again under the same address. */
  restart(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  close(): Promise<void>;
};

/** A server of its own, with fsync on: what was acknowledged must survive. */
export async function openHarnessDatabase(dir: string): Promise<HarnessDatabase> {
  let server: EmbeddedPostgres = await startPostgres({ dir });
  const { url, port } = server;
  await applyMigrations({ databaseUrl: url, folder: MIGRATIONS_FOLDER });
  const pool = new pg.Pool({ connectionString: url, max: 6, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => undefined); // the harness kills the server on purpose; queries are repeated
  return {
    url,
    folder: server.folder,
    pool: () => pool,
    async query(text, values = []) {
      for (;;) {
        try {
          return (await pool.query(text, values)).rows;
        } catch (error) {
          if (error instanceof pg.DatabaseError && !/^(57P|08|53300|40)/.test(error.code ?? '')) throw error;
          await sleep(100);
        }
      }
    },
    async restart(signal) {
      sendSignal(server.pid, signal);
      await waitForExit(server.pid, 60_000);
      server = await startPostgres({ dir, port });
    },
    async close() {
      await pool.end();
      await server.stop();
    },
  };
}
