import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { endServerWithOwner } from './postgres/end-with-owner';
import { type PostgresHome, preparePostgresHome } from './postgres/home';
import { initCluster } from './postgres/init-cluster';
import { databaseUrl, findRunningServer, launchServer } from './postgres/server-process';
import { endProcess } from './processes';

export const DATABASE_NAME = 'millrace';
/** A fast shutdown takes a tenth of a second; a checkpoint on a slow disk may take much longer. */
const STOP_LIMIT = 60_000;

export type PostgresOptions = {
  /** Folder of the cluster (`<dir>/pgdata`) and its secret; an ephemeral server without one gets a temporary folder. */
  dir?: string;
  /** Throw-away server: fsync off, folder deleted at the end. */
  ephemeral?: boolean;
  /** Listen here instead of on a random free port, e.g. to come back under the address that others know. */
  port?: number | undefined;
  log?: (message: string) => void;
};

export type EmbeddedPostgres = {
  /** Address of the `millrace` database, with user and password; the user is superuser of this server. */
  url: string;
  port: number;
  pid: number;
  /** Where the cluster lies: `dir`, or a folder under /var/lib/millrace when root's Postgres account cannot enter `dir`. */
  folder: string;
  /** Settles when the server has ended, also unexpectedly. Waiting for it does not keep this process alive. */
  exited: Promise<void>;
  /** Address of another database on this server; it is made when it does not exist. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Ends the server (open connections are cut) and, when ephemeral, deletes its folder. */
  stop(): Promise<void>;
};

/**
 * Starts a real Postgres server on 127.0.0.1, or takes over the one that a killed process left running on this folder.
 * Works as root (which Postgres refuses: it then runs as `postgres` or `nobody`) and as a normal user. If this process
 * is killed, the server ends soon after.
 * @throws when there is no binary for the platform, no account for root, or the server does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { ephemeral = false, log = () => {} } = options;
  if (options.dir === undefined && !ephemeral) throw new Error('A Postgres that keeps its data needs a folder (dir).');
  const folder = options.dir ?? mkdtempSync(path.join(os.tmpdir(), 'millrace-postgres-'));
  const home = preparePostgresHome(folder);
  if (options.dir === undefined && home.folder !== folder) rmdirSync(folder); // it moved, out of a private folder
  initCluster(home, { sync: !ephemeral });
  const running = await findRunningServer(home);
  if (running) log(`Postgres is already running (process ${running.pid}); using it.`);
  const server = running ?? (await launchServer(home, { ephemeral, port: options.port }));
  const releaseWatcher = endServerWithOwner(home, { pid: server.pid, ephemeral });
  if (!ephemeral) void server.exited.then(releaseWatcher); // a server that died needs none; its successor has its own
  const admin = databaseUrl(home, server.port, 'postgres');
  await ensureDatabase(admin, DATABASE_NAME);
  return {
    ...server,
    folder: home.folder,
    url: databaseUrl(home, server.port, DATABASE_NAME),
    createDatabase: async (name) => {
      await ensureDatabase(admin, name);
      return databaseUrl(home, server.port, name);
    },
    dropDatabase: async (name) => {
      await execute(admin, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    },
    stop: () => stopServer(home, { pid: server.pid, ephemeral, releaseWatcher }),
  };
}

type StopOptions = { pid: number; ephemeral: boolean; releaseWatcher: () => void };

async function stopServer(home: PostgresHome, { pid, ephemeral, releaseWatcher }: StopOptions): Promise<void> {
  releaseWatcher();
  await endProcess(pid, 'SIGINT', STOP_LIMIT);
  if (ephemeral) rmSync(home.folder, { recursive: true, force: true });
}

async function execute(url: string, sql: string, values: string[] = []): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

async function ensureDatabase(admin: string, name: string): Promise<void> {
  if ((await execute(admin, 'select 1 from pg_database where datname = $1', [name])) > 0) return;
  await execute(admin, `create database ${pg.escapeIdentifier(name)}`);
}
