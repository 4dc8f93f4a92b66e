import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../ports';
import { isAlive, sendSignal } from '../processes';
import type { PostgresHome } from './home';
import { DATABASE_USER } from './init-cluster';

const PING_PERIOD = 50;
const WATCH_PERIOD = 500;
/** Recovery of a large database after a crash takes its time; the process is only given up when it ends or after this. */
const START_LIMIT = 300_000;
/** The children of a killed server may hold its shared memory for a moment: start again a few times. */
const START_ATTEMPTS = 10;
const ATTEMPT_PAUSE = 500;

const SERVER_SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200' };
const LINUX_SETTINGS = { recovery_init_sync_method: 'syncfs' };
/** Nothing of a throw-away server must survive a crash. */
const EPHEMERAL_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export type ServerProcess = {
  pid: number;
  port: number;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
};

export function databaseUrl(home: PostgresHome, port: number, database: string): string {
  return `postgresql://${DATABASE_USER}:${home.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Why the server does not answer, or null when it does. */
async function pingError(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {}); // a connection that breaks later is the ping's own failure, reported below
  try {
    await client.connect();
    await client.query('select 1');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    client.end().catch(() => {}); // it may never have been open
  }
}

/** The server that a killed supervisor left behind, when it still answers with this cluster's password. */
export async function findRunningServer(home: PostgresHome): Promise<ServerProcess | null> {
  const pidFile = path.join(home.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return null;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port || !isAlive(pid) || (await pingError(databaseUrl(home, port, 'postgres'))) !== null) return null;
  return { pid, port, exited: pollForExit(pid) };
}

async function pollForExit(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(WATCH_PERIOD, undefined, { ref: false });
}

function serverArguments(home: PostgresHome, { port, ephemeral }: { port: number; ephemeral: boolean }): string[] {
  const settings = {
    ...SERVER_SETTINGS,
    ...(process.platform === 'linux' ? LINUX_SETTINGS : {}),
    ...(ephemeral ? EPHEMERAL_SETTINGS : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', home.data, '-p', String(port), ...flags];
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in the terminal does not reach it before the programs that use it.
 * @param port a fixed port (so that addresses handed out stay true), else a free one is chosen
 * @throws with the end of the server's log when it does not come up
 */
export async function launchServer(
  home: PostgresHome,
  options: { ephemeral: boolean; port?: number | undefined },
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    const server = await tryLaunch(home, { ephemeral: options.ephemeral, port });
    if (server !== null) return server;
    if (attempt === START_ATTEMPTS) {
      const tail = readFileSync(home.logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
      throw new Error(`Postgres did not start (log: ${home.logFile}). Its last words:\n${tail}`);
    }
    await sleep(ATTEMPT_PAUSE);
  }
}

async function tryLaunch(
  home: PostgresHome,
  { port, ephemeral }: { port: number; ephemeral: boolean },
): Promise<ServerProcess | null> {
  const log = openSync(home.logFile, 'a');
  const child = spawn(home.program('postgres'), serverArguments(home, { port, ephemeral }), {
    ...home.account,
    cwd: home.data,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error']) {
      child.once(event, () => {
        ended = true;
        resolve();
      });
    }
  });
  child.unref();
  for (const limit = Date.now() + START_LIMIT; !ended && Date.now() < limit; await sleep(PING_PERIOD)) {
    if (child.pid === undefined) continue;
    if ((await pingError(databaseUrl(home, port, 'postgres'))) === null) return { pid: child.pid, port, exited };
  }
  if (!ended && child.pid !== undefined) sendSignal(child.pid, 'SIGKILL');
  return null;
}
