import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { afterEach, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testPrediction } from '../../testing/test-prediction';
import { linesOf } from './line-text';
import { startPredictionLog } from './prediction-log';
import { openSpool, type Spool } from './spool';

const prediction = (text = 'Oslo') => testPrediction({ at: '2026-11-20T10:00:00.000Z', input: { city: text } });

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A log over a table in memory that can be away or refuse a row. */
function setUp(options: { folder?: string; processName?: string; pid?: number; host?: string } = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'millrace-spool-'));
  folders.push(folder);
  const state = { away: false, refuse: (_prediction: Prediction) => false };
  const table = new Map<string, Prediction>();
  const processName = options.processName ?? 'one';
  const { pid = process.pid, host = 'here' } = options;
  const spool = openSpool({ folder, processName, pid, host, now: Date.now });
  const logger = createQuietLogger();
  const log = startPredictionLog({
    spool,
    logger,
    everyMs: 3_600_000,
    isRefusal: () => !state.away,
    insert: async (text) => {
      if (state.away) throw new Error('connection refused');
      const predictions = linesOf(text).map((line) => predictionSchema.parse(JSON.parse(line)));
      if (predictions.some(state.refuse)) throw new Error('invalid text');
      for (const row of predictions) table.set(row.id, row);
    },
  });
  return { folder, state, table, spool, log, logger };
}

/** Lines that were refused, whatever the day. */
function putAside(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => /^refused-\d{4}-\d\d-\d\d\.ndjson$/.test(name));
  return names.flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'));
}

describe('prediction log', () => {
  it('goes on where it was when the database went away: nothing is counted or put aside twice', async () => {
    const { folder, state, table, spool, log } = setUp();
    const [first, refused, odd, last] = [prediction(), prediction('bad'), 'not json', prediction()];
    const lines = [JSON.stringify(first), JSON.stringify(refused), odd, JSON.stringify(last)];
    spool.append(lines.map((line) => `${line}\n`).join(''));
    let stays = true;
    state.refuse = ({ id }) => {
      if (id === last.id && stays) [stays, state.away] = [false, true]; // it goes just before the last line
      return id === refused.id || state.away;
    };
    await log.drain();
    state.away = false;
    await log.drain();
    expect([...table.keys()]).toEqual([first.id, last.id]);
    expect(log.counts()).toMatchObject({ shipped: 2, refused: 2 });
    expect(putAside(folder)).toEqual([JSON.stringify(refused), odd]);
    await log.stop();
  });

  it('copies what was appended and leaves nothing on disk', async () => {
    const { log, table, folder } = setUp();
    const predictions = Array.from({ length: 1201 }, () => prediction('Zürich "quoted"\nline'));
    for (let at = 0; at < predictions.length; at += 7) log.append(predictions.slice(at, at + 7));
    await log.stop();
    expect([...table.values()]).toEqual(predictions);
    expect(readdirSync(folder)).toEqual([]);
    expect(log.counts()).toEqual({ appended: 1201, shipped: 1201, refused: 0, lost: 0 });
  });

  it('waits on disk while the database is away', async () => {
    const { log, table, state, folder } = setUp();
    state.away = true;
    for (let round = 0; round < 3; round += 1) {
      log.append([prediction(), prediction()]);
      await log.drain();
    }
    expect(table.size).toBe(0);
    expect(readdirSync(folder)).toHaveLength(3);
    state.away = false;
    await log.drain();
    expect(table.size).toBe(6);
    await log.stop();
  });

  it('goes on where it was also behind a segment of a dead process that came first meanwhile', async () => {
    const { state, table, spool, log, folder } = setUp();
    await log.drain();
    const [first, refused, last, older] = [prediction(), prediction('bad'), prediction(), prediction()];
    spool.append([first, refused, last].map((one) => `${JSON.stringify(one)}\n`).join(''));
    let stays = true;
    state.refuse = ({ id }) => {
      if (id === last.id && stays) [stays, state.away] = [false, true];
      return id === refused.id || state.away;
    };
    await log.drain();
    state.away = false;
    const dead = openSpool({ folder, processName: 'zero', pid: 2 ** 22 + 1, host: 'here', now: () => 1 });
    dead.append(`${JSON.stringify(older)}\n`);
    await dead.seal();
    await log.drain();
    expect(log.counts()).toMatchObject({ shipped: 3, refused: 1 });
    expect([...table.keys()]).toEqual([first.id, older.id, last.id]);
    await log.stop();
  });

  it('is taken over after its process was killed, a torn line left out', async () => {
    const killed = setUp({ processName: 'killed', pid: 2 ** 22 + 12345 }); // above any real pid
    await killed.log.drain();
    const predictions = Array.from({ length: 50 }, () => prediction());
    killed.log.append(predictions);
    const [segment] = readdirSync(killed.folder);
    appendFileSync(join(killed.folder, segment ?? ''), '{"id":"torn');
    const next = setUp({ folder: killed.folder, processName: 'next' });
    await next.log.drain();
    expect(next.table.size).toBe(50);
    expect(readdirSync(killed.folder)).toEqual([]);
    await next.log.stop();
  });

  it('leaves the segments of another host alone, whose processes cannot be seen from here', async () => {
    const there = setUp({ processName: 'there', pid: 2 ** 22 + 12345, host: 'there' });
    await there.log.drain();
    there.log.append([prediction()]);
    const here = setUp({ folder: there.folder, processName: 'here' });
    await here.log.stop();
    expect(here.table.size).toBe(0);
    there.log.append([prediction()]);
    await there.log.stop();
    expect(there.table.size).toBe(2);
  });

  it('leaves the segments of a living process alone', async () => {
    const one = setUp({ processName: 'one' });
    await one.log.drain();
    one.log.append([prediction()]);
    const two = setUp({ folder: one.folder, processName: 'two' });
    await two.log.stop();
    expect(two.table.size).toBe(0);
    await one.log.stop();
    expect(one.table.size).toBe(1);
  });

  it('puts aside the row that the database refuses, and ships its neighbours', async () => {
    const { log, table, state, folder } = setUp();
    const bad = prediction('bad');
    state.refuse = (row) => row.id === bad.id;
    log.append([
      ...Array.from({ length: 20 }, () => prediction()),
      bad,
      ...Array.from({ length: 30 }, () => prediction()),
    ]);
    await log.stop();
    expect(table.size).toBe(50);
    expect(log.counts()).toMatchObject({ shipped: 50, refused: 1 });
    expect(putAside(folder)).toEqual([JSON.stringify(bad)]);
  });

  it('ships what was put aside once a person names it a segment again', async () => {
    const { log, table, state, folder } = setUp();
    const bad = prediction('bad');
    state.refuse = () => true;
    log.append([bad]);
    await log.drain();
    state.refuse = () => false;
    const [name = ''] = readdirSync(folder);
    const renamed = join(folder, 'predictions-again.ndjson');
    renameSync(join(folder, name), renamed);
    utimesSync(renamed, new Date(0), new Date(0));
    await log.stop();
    expect([...table.values()]).toEqual([bad]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('puts lines aside that are no predictions', async () => {
    const { log, table, spool, folder } = setUp();
    await log.drain();
    spool.append('{"id":"half\n');
    log.append([prediction()]);
    await log.stop();
    expect(table.size).toBe(1);
    expect(log.counts()).toMatchObject({ shipped: 1, refused: 1, lost: 0 });
    expect(putAside(folder)).toEqual(['{"id":"half']);
  });

  it('keeps a refused row in its segment until it can be put aside', async () => {
    const { log, spool, state, folder } = setUp();
    const put = spool.putAside;
    spool.putAside = async () => {
      throw new Error('ENOSPC');
    };
    state.refuse = () => true;
    const bad = prediction('bad');
    log.append([bad]);
    await log.drain();
    expect(log.counts().refused).toBe(0);
    spool.putAside = put;
    await log.stop();
    expect(log.counts()).toMatchObject({ refused: 1, lost: 0 });
    expect(putAside(folder)).toEqual([JSON.stringify(bad)]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('goes on in memory when the disk refuses', async () => {
    const { log, table, spool } = setUp();
    await log.drain();
    spool.append = () => {
      throw new Error('ENOSPC');
    };
    log.append([prediction(), prediction()]);
    await log.stop();
    expect(table.size).toBe(2);
    expect(log.counts().lost).toBe(0);
  });

  it('writes to disk what it had in memory once the disk works again', async () => {
    const { log, spool, state, folder } = setUp();
    await log.drain();
    state.away = true;
    const append = spool.append;
    spool.append = () => {
      throw new Error('ENOSPC');
    };
    log.append([prediction(), prediction()]);
    await log.drain();
    expect(readdirSync(folder)).toEqual([]);
    spool.append = append;
    await log.stop();
    expect(readdirSync(folder)).toHaveLength(1);
    expect(log.counts()).toEqual({ appended: 2, shipped: 0, refused: 0, lost: 0 });
  });

  it('counts and tells what neither memory, disk nor database takes', async () => {
    const { log, spool, state, logger } = setUp();
    await log.drain();
    state.away = true;
    spool.append = () => {
      throw new Error('ENOSPC');
    };
    const row = prediction();
    log.append(Array.from({ length: 9_999 }, () => row));
    log.append([row, row, row]);
    expect(log.counts().lost).toBe(2);
    await log.stop();
    expect(log.counts()).toEqual({ appended: 10_002, shipped: 0, refused: 0, lost: 10_002 });
    const told = logger.lines.filter(({ message }) => message.startsWith('predictions were lost'));
    expect(told.map(({ facts }) => facts.lost)).toEqual([2, 10_002]);
  });
});

describe('spool', () => {
  const open = (write: (fd: number, bytes: Uint8Array) => number) => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-spool-'));
    folders.push(folder);
    return openSpool({ folder, processName: 'one', pid: process.pid, now: Date.now, write });
  };
  const written = async (spool: Spool) => {
    await spool.seal();
    return linesOf(Buffer.concat(await Promise.all((await spool.segments()).map((segment) => spool.read(segment)))));
  };

  it('writes on until all bytes are there', async () => {
    const spool = open((fd, bytes) => writeSync(fd, bytes.subarray(0, 3)));
    spool.append('first line\n');
    spool.append('zweite Zeile: Zürich\n');
    expect(await written(spool)).toEqual(['first line', 'zweite Zeile: Zürich']);
  });

  it('glues no line to one that was torn', async () => {
    let room = 20;
    const spool = open((fd, bytes) => {
      const written = writeSync(fd, bytes.subarray(0, Math.max(0, Math.min(bytes.byteLength, room))));
      room -= written;
      return written;
    });
    spool.append('whole line\n');
    expect(() => spool.append('torn line\n')).toThrow('no more bytes');
    room = 1_000;
    spool.append('next line\n');
    expect(await written(spool)).toEqual(['whole line', 'next line']);
  });

  it('ends a segment that grows long, so that nobody has to read all of an outage at once', async () => {
    const spool = open(writeSync);
    const long = `${'x'.repeat(2 ** 22)}\n`;
    for (let count = 0; count < 5; count += 1) spool.append(long);
    expect(await spool.segments()).toEqual([]);
    await spool.flush();
    await spool.seal();
    const sizes = await Promise.all((await spool.segments()).map(async (name) => (await spool.read(name)).byteLength));
    expect(sizes).toEqual([2, 2, 1].map((count) => count * long.length));
  });
});
