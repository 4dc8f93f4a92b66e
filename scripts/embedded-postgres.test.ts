import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPostgres } from './embedded-postgres';
import { findFreePort } from './ports';
import { runsAsRoot } from './postgres/accounts';
import { endProcess, isAlive, waitForExit } from './processes';
import { REPOSITORY_ROOT } from './root';

const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-postgres-test-'));
chmodSync(folder, 0o755); // root's Postgres runs as another user
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const announcement = z.object({ url: z.string(), pid: z.number() });

/** Starts a server from a process of its own and returns both. */
async function startFromAnotherProcess(dir: string) {
  const fixture = path.join(REPOSITORY_ROOT, 'scripts', 'testing', 'start-postgres.ts');
  const owner = spawn(process.execPath, ['--import', 'tsx', fixture, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => owner.stdout.once('data', (data) => resolve(String(data))));
  return { owner, ...announcement.parse(JSON.parse(line)) };
}

describe('an ephemeral server', () => {
  it('gives out databases and leaves no file behind', async () => {
    const dir = path.join(folder, 'ephemeral');
    const server = await startPostgres({ dir, ephemeral: true });
    const first = await server.createDatabase('first');
    const second = await server.createDatabase('second');
    await query(first, 'create table only_here (id int)');
    expect(await query(second, "select to_regclass('only_here')")).toEqual([null]);
    await server.dropDatabase('first');
    await expect(query(first, 'select 1')).rejects.toThrow('does not exist');
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(dir)).toBe(false);
  });
});

describe.runIf(runsAsRoot())('for root in a private folder', () => {
  it('moves the cluster to where the account of Postgres can enter', async () => {
    const home = path.join(folder, 'private');
    mkdirSync(home, { mode: 0o700 });
    const server = await startPostgres({ dir: path.join(home, 'postgres'), ephemeral: true });
    expect(server.folder).toMatch(/^\/var\/lib\/millrace\/data-/);
    expect(await query(server.url, 'select 1')).toEqual([1]);
    await server.stop();
    expect(existsSync(server.folder)).toBe(false);
  });
});

describe('a server on a folder', () => {
  const dir = path.join(folder, 'kept');

  it('asks for the password and keeps it from others', async () => {
    const server = await startPostgres({ dir });
    await query(server.url, 'create table kept as select 42 as answer');
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(path.join(dir, 'postgres.secret')).mode & 0o077).toBe(0);
    await server.stop();
  });

  it('keeps its rows over a restart and comes back on an asked port', async () => {
    const port = await findFreePort();
    const server = await startPostgres({ dir, port });
    expect(server.port).toBe(port);
    expect(await query(server.url, 'select answer from kept')).toEqual([42]);
    await server.stop();
  });

  it('recovers after kill -9 under the same address', async () => {
    const server = await startPostgres({ dir });
    await query(server.url, 'create table written as select 7 as answer');
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    const again = await startPostgres({ dir, port: server.port });
    expect(again.url).toBe(server.url);
    expect(await query(again.url, 'select answer from written')).toEqual([7]);
    await again.stop();
  });

  it('ends some seconds after its owner was killed', async () => {
    const { owner, pid } = await startFromAnotherProcess(dir);
    owner.kill('SIGKILL');
    expect(await waitForExit(pid, 30_000)).toBe(true);
  });

  it('is taken over, and not ended, when a new owner comes in time', async () => {
    const { owner, pid, url } = await startFromAnotherProcess(dir);
    owner.kill('SIGKILL');
    const server = await startPostgres({ dir });
    expect(server.pid).toBe(pid);
    expect(server.url).toBe(url);
    // The watcher of the dead owner decides after its grace of three seconds; it must leave the server alone.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(isAlive(pid)).toBe(true);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts despite the pid file of a dead server', async () => {
    const server = await startPostgres({ dir });
    await endProcess(server.pid, 'SIGKILL', 10_000);
    expect(readFileSync(path.join(dir, 'pgdata', 'postmaster.pid'), 'utf8')).toContain(String(server.pid));
    const again = await startPostgres({ dir });
    expect(again.pid).not.toBe(server.pid);
    await again.stop();
  });
});
