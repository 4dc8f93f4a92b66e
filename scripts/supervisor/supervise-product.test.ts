import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPostgres } from '../embedded-postgres';
import type { Environment } from '../environment';
import { isAlive, waitForExit } from '../processes';
import { REPOSITORY_ROOT } from '../root';
import { type ClusterTemplate, makeClusterTemplate } from '../testing/cluster-template';
import { temporaryEnvironment, tinyPrograms } from '../testing/stand-ins';
import { ensureRunning } from './ensure-running';
import { AlreadyRunningError, readLock } from './lock-file';
import { type Product, superviseProduct } from './supervise-product';

const tinyAnswer = z.object({ pid: z.number(), child: z.number() });

let template: ClusterTemplate;
beforeAll(async () => {
  template = await makeClusterTemplate();
});
afterAll(() => template.remove());

type Place = { dataDir: string; environment: Environment; start(settings?: Environment): Promise<Product> };

type Work = (place: Place) => Promise<void>;

/** A data folder, with a database that is up to date, and ports of a test's own: the tests, which mostly wait, run side by side. */
function inPlace(work: Work): Promise<void> {
  return inEmptyPlace((place) => {
    template.copyTo(path.join(place.dataDir, 'postgres'));
    return work(place);
  });
}

/** Nothing is in the folder. */
async function inEmptyPlace(work: Work): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'millrace-supervisor-test-'));
  chmodSync(dataDir, 0o755);
  const running: Product[] = [];
  try {
    const environment = await temporaryEnvironment(dataDir);
    const options = { log: () => {}, output: 'files', programs: tinyPrograms } as const;
    const start = async (settings = environment) => {
      const product = await superviseProduct({ environment: settings, ...options });
      running.push(product);
      return product;
    };
    await work({ dataDir, environment, start });
  } finally {
    await Promise.all(running.map((product) => product.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Asks until it works; what is restarted is away for a moment. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 300) throw error;
      await sleep(100);
    }
  }
}

async function tinyPids(url: string): Promise<z.output<typeof tinyAnswer>> {
  return tinyAnswer.parse(await (await fetch(url)).json());
}

async function serverPid(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 20_000 });
  client.on('error', () => {}); // the server is killed on purpose
  await client.connect();
  try {
    const { rows } = await client.query("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid");
    return rows[0].pid;
  } finally {
    await client.end();
  }
}

describe.concurrent('a supervised product', { timeout: 120_000 }, () => {
  it('starts all parts, with a set-up link for a new installation, and stops them all', () =>
    inEmptyPlace(async ({ dataDir, environment, start }) => {
      const product = await start();
      expect(product.setupLink).toMatch(new RegExp(`^${environment.PUBLIC_URL}/welcome\\?token=[\\w-]{43}$`));
      const pids = [
        ...Object.values(await tinyPids(product.webUrl)),
        ...Object.values(await tinyPids(product.scoringUrl)),
        await serverPid(product.databaseUrl),
      ];
      await product.stop();
      for (const pid of pids) expect(await waitForExit(pid, 5000)).toBe(true);
      expect(readLock(dataDir)).toBeNull();
    }));

  it('refuses a second start on the same folder, and others may use it', () =>
    inPlace(async ({ dataDir, start }) => {
      const product = await start();
      const second = await temporaryEnvironment(dataDir);
      await expect(start(second)).rejects.toThrow(AlreadyRunningError);
      const found = await ensureRunning({ dataDir, log: () => {} });
      expect(found).toMatchObject({ webUrl: product.webUrl, databaseUrl: product.databaseUrl, startedHere: false });
      expect(found.internalToken).toBe(product.internalToken);
      await found.stop();
      await tinyPids(product.webUrl);
    }));

  it('uses the database of DATABASE_URL and leaves it running', () =>
    inEmptyPlace(async ({ dataDir, environment, start }) => {
      const server = await startPostgres({ ephemeral: true });
      const product = await start({ ...environment, DATABASE_URL: server.url });
      expect(product.databaseUrl).toBe(server.url);
      expect(existsSync(path.join(dataDir, 'postgres'))).toBe(false);
      await product.stop();
      expect(await serverPid(server.url)).toBe(server.pid);
      await server.stop();
    }));

  it('stops when the key is not the one the folder was made with, and leaves nothing running', () =>
    inPlace(async ({ dataDir, environment, start }) => {
      await (await start()).stop();
      const other = { ...environment, MILLRACE_KEY: 'a key from somewhere else, 32 or more' };
      await expect(start(other)).rejects.toThrow(/MILLRACE_KEY is not the key this installation was made with/);
      expect(readLock(dataDir)).toBeNull();
      await start();
    }));

  it('takes a key away that it only just made where the installation has another', () =>
    inPlace(async ({ dataDir, environment, start }) => {
      const given = { ...environment, MILLRACE_KEY: 'the key of this installation, 32 or more' };
      await (await start(given)).stop();
      await expect(start()).rejects.toThrow(/MILLRACE_KEY is not set/);
      expect(existsSync(path.join(dataDir, 'millrace.key'))).toBe(false);
      await start(given);
    }));

  it('starts a killed program again and ends what it left behind', () =>
    inPlace(async ({ start }) => {
      const product = await start();
      const before = await tinyPids(product.scoringUrl);
      process.kill(before.pid, 'SIGKILL');
      expect(await waitForExit(before.child, 20_000)).toBe(true);
      const after = await eventually(() => tinyPids(product.scoringUrl));
      expect(after.pid).not.toBe(before.pid);
      expect(product.pids()['worker']).toBe(after.pid);
    }));

  it('starts a killed Postgres again under the same address', () =>
    inPlace(async ({ start }) => {
      const product = await start();
      const before = await serverPid(product.databaseUrl);
      process.kill(before, 'SIGKILL');
      await waitForExit(before, 20_000);
      const after = await eventually(() => serverPid(product.databaseUrl));
      expect(after).not.toBe(before);
      await product.stop();
      expect(isAlive(after)).toBe(false);
    }));

  it('stops for good while Postgres is being started again', () =>
    inPlace(async ({ start }) => {
      const product = await start();
      process.kill(await serverPid(product.databaseUrl), 'SIGKILL');
      const again = await eventually(() => serverPid(product.databaseUrl)); // answers before the restart is complete
      await product.stop();
      expect(isAlive(again)).toBe(false);
    }));

  it('leaves no orphan when the supervisor is killed, and starts anew on the folder', () =>
    inPlace(async ({ dataDir, start }) => {
      const fixture = path.join(REPOSITORY_ROOT, 'scripts', 'testing', 'supervise-tiny-product.ts');
      const supervisor = spawn(process.execPath, ['--import', 'tsx', fixture, dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const line = await new Promise<string>((resolve) =>
        supervisor.stdout.once('data', (data) => resolve(String(data))),
      );
      const { webUrl, databaseUrl } = z.object({ webUrl: z.string(), databaseUrl: z.string() }).parse(JSON.parse(line));
      const pids = [...Object.values(await tinyPids(webUrl)), await serverPid(databaseUrl)];
      supervisor.kill('SIGKILL');
      for (const pid of pids) expect(await waitForExit(pid, 30_000)).toBe(true);
      await start();
    }));

  it('says who holds a port and leaves nothing running', () =>
    inEmptyPlace(async ({ dataDir, environment, start }) => {
      const holder = createServer().listen(environment.PORT, '127.0.0.1');
      await expect(start()).rejects.toThrow(new RegExp(`Port ${environment.PORT} is taken by .*PORT=`));
      holder.close();
      expect(readLock(dataDir)).toBeNull();
    }));

  it('gives up on a program that cannot start, names its log, and stops the rest', () =>
    inPlace(async ({ dataDir, environment }) => {
      const broken = superviseProduct({
        environment,
        log: () => {},
        output: 'files',
        programs: (context) =>
          tinyPrograms(context).map((program) =>
            program.name === 'web' ? { ...program, args: ['-e', 'oops()'] } : program,
          ),
      });
      await expect(broken).rejects.toThrow(/web does not start: see .*web\.log/);
      expect(readFileSync(path.join(dataDir, 'logs', 'web.log'), 'utf8')).toContain('oops is not defined');
      await expect(fetch(`http://127.0.0.1:${environment.SCORING_PORT}`)).rejects.toThrow();
      expect(readLock(dataDir)).toBeNull();
    }));

  it('gives up a start on request', () =>
    inEmptyPlace(async ({ dataDir, environment }) => {
      const controller = new AbortController();
      const prepare = async () => controller.abort(new Error('enough'));
      const options = { environment, log: () => {}, output: 'files', programs: tinyPrograms, prepare } as const;
      await expect(superviseProduct({ ...options, signal: controller.signal })).rejects.toThrow('enough');
      expect(readLock(dataDir)).toBeNull();
    }));
});
