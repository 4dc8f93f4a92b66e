import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type Database, insertPredictionText, refusesRows } from '@millrace/db';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { freePort } from '../../testing/redis-server';
import { testPrediction } from '../../testing/test-prediction';
import { until } from '../../testing/until';
import { type PredictionLog, startPredictionLog } from './prediction-log';
import { openSpool } from './spool';

const folder = mkdtempSync(join(tmpdir(), 'millrace-faults-'));
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const prediction = (text = 'Oslo') => testPrediction({ input: { city: text }, output: { prediction: 1 } });

function startLog(db: Database, options: { spool: string; name: string }): PredictionLog {
  return startPredictionLog({
    spool: openSpool({ folder: options.spool, processName: options.name, pid: process.pid, now: Date.now }),
    insert: (text) => insertPredictionText(db, text),
    isRefusal: refusesRows,
    logger: createQuietLogger(),
    everyMs: 50,
  });
}

const count = async () => Number((await database.db.pool.query('select count(*) n from prediction')).rows[0].n);

/** Passes connections on to the database until told not to: what an outage looks like to a client. */
async function startProxy(target: URL): Promise<{ url: string; cut(): void; mend(): Promise<void>; stop(): void }> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const listen = () =>
    new Promise<Server>((resolve) => {
      const server = createServer((client) => {
        const upstream = connect(Number(target.port), target.hostname);
        for (const socket of [client, upstream]) {
          sockets.add(socket);
          socket.on('error', () => undefined); // cut on purpose
          socket.on('close', () => sockets.delete(socket));
        }
        client.pipe(upstream).pipe(client);
      });
      server.listen(port, '127.0.0.1', () => resolve(server));
    });
  let server = await listen();
  const url = new URL(target);
  url.port = String(port);
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.toString(),
    cut,
    stop: cut,
    async mend() {
      server = await listen();
    },
  };
}

describe('prediction log under faults', () => {
  it('loses nothing while Postgres is away', async () => {
    const proxy = await startProxy(new URL(database.url));
    const db = createDatabase(proxy.url, { max: 2 });
    const log = startLog(db, { spool: join(folder, 'away'), name: 'away' });
    const before = await count();
    let sent = 0;
    const send = (n: number) => {
      for (let i = 0; i < n; i += 1) log.append([prediction()]);
      sent += n;
    };
    send(200);
    await until(async () => (await count()) > before, { what: 'the first rows' });
    proxy.cut();
    for (let round = 0; round < 5; round += 1) {
      send(150);
      await log.drain();
    }
    await proxy.mend();
    send(100);
    await until(async () => (await count()) === before + sent, { what: 'all rows' });
    await log.stop();
    expect(await count()).toBe(before + sent);
    expect(log.counts()).toMatchObject({ appended: sent, refused: 0, lost: 0 });
    await db.close();
    proxy.stop();
  }, 60_000);

  it('stores every prediction of a process that was killed', async () => {
    const spool = join(folder, 'killed');
    const before = await count();
    const child = startWriter(spool);
    const acknowledged = await linesUntilKilled(child, 400);
    const log = startLog(database.db, { spool, name: 'after' });
    await log.drain();
    await log.stop();
    const { rows } = await database.db.pool.query('select id from prediction where id = any($1::uuid[])', [
      acknowledged,
    ]);
    expect(rows).toHaveLength(acknowledged.length);
    expect((await count()) - before).toBeGreaterThanOrEqual(acknowledged.length);
    expect(readdirSync(spool)).toEqual([]);
  }, 60_000);

  it('keeps the neighbours of a row that Postgres refuses', async () => {
    const before = await count();
    const log = startLog(database.db, { spool: join(folder, 'refused'), name: 'refused' });
    const odd = { ...prediction('b'), revision: 3e9 }; // beyond the column's 32 bits
    log.append([prediction('a'), odd, prediction('c\u0000 \\u0000')]);
    await log.drain();
    expect(log.counts()).toMatchObject({ shipped: 2, refused: 1 });
    expect(await count()).toBe(before + 2);
    const { rows } = await database.db.pool.query("select input from prediction where input->>'city' like 'c%'");
    expect(rows).toEqual([{ input: { city: 'c\ufffd \\u0000' } }]);
    await log.stop();
    const [name = ''] = readdirSync(join(folder, 'refused'));
    expect(JSON.parse(readFileSync(join(folder, 'refused', name), 'utf8'))).toEqual(odd);
  });
});

/** A process that appends predictions and then says their ids, as an answer would, until it is killed. */
function startWriter(spool: string): ChildProcess {
  const program = `
    import { openSpool } from ${JSON.stringify(new URL('./spool.ts', import.meta.url).href)};
    const spool = openSpool({ folder: ${JSON.stringify(spool)}, processName: 'writer', pid: process.pid, now: Date.now });
    const rows = JSON.parse(process.argv[1]);
    let n = 0;
    const step = () => {
      const row = { ...rows, id: '00000000-0000-7000-8000-' + String(n++).padStart(12, '0') };
      spool.append(JSON.stringify(row) + '\\n');
      process.stdout.write(row.id + '\\n');
      if (n % 100 === 0) spool.seal().then(() => setImmediate(step));
      else setImmediate(step);
    };
    step();`;
  return spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', program, JSON.stringify(prediction())],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

async function linesUntilKilled(child: ChildProcess, wanted: number): Promise<string[]> {
  let text = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await until(() => text.split('\n').length > wanted, { what: 'acknowledged predictions' });
  child.kill('SIGKILL');
  await ended;
  return text.slice(0, text.lastIndexOf('\n')).split('\n');
}
