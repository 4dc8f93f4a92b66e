import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { latePreview } from '../data/preview/late-preview';
import { memoryIsCapped } from '../ground/capped-node';
import { createQuietLogger } from '../testing/quiet-logger';
import { until } from '../testing/until';
import { type ChildPool, createChildPool } from './child-pool';
import type { ChildEnd } from './run-in-child';

const path = fileURLToPath(new URL('./testing/tiny-child.mjs', import.meta.url));
let folder: string;
let pool: ChildPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-pool-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => pool.close());

function open(size = 1): ChildPool {
  const settings = { terminateMs: 100, killMs: 300 };
  pool = createChildPool({ path, folder, size, megabytes: 256, settings, logger: createQuietLogger() });
  return pool;
}

type AskOptions = { args?: Json; seconds?: number; signal?: AbortSignal; alone?: boolean; lateError?: ErrorReport };

function ask(task: string, options: AskOptions = {}): Promise<ChildEnd> {
  const { args = null, seconds = 60, signal, alone, lateError } = options;
  const request = { kind: 'task' as const, id: task, task, args, folder, threads: 1, memoryMegabytes: 256 };
  const watch = { log: () => undefined, progress: () => undefined, signal: signal ?? new AbortController().signal };
  const late = lateError === undefined ? {} : { lateError };
  return pool.run({ request, place: 'Test step', seconds, megabytes: 256, ...watch, ...late }, alone ? { alone } : {});
}

async function pidOf(options: AskOptions = {}): Promise<number> {
  const end = await ask('echo', options);
  // the fixture answers with its process id
  return end.ok ? (end.answer.value as { pid: number }).pid : -1;
}

function code(end: ChildEnd): [string, boolean] {
  return end.ok ? ['ok', false] : [end.error.code, end.retryable];
}

describe('child pool', () => {
  it('uses a warm child again and gives it no environment', async () => {
    open();
    const first = await ask('echo', { args: { a: 1 } });
    const again = await ask('echo', { args: { a: 1 } });
    expect(first).toEqual(again);
    expect(first.ok && first.answer.value).toMatchObject({ args: { a: 1 } });
    const env = first.ok ? (first.answer.value as { env: string[] }).env : []; // the fixture lists its variables
    const given = ['TZ', 'DUCKDB_JE_MALLOC_CONF', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE'];
    expect(env.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('lets a child compute when nothing else wants to', async () => {
    open();
    expect(getPriority(await pidOf())).toBeGreaterThan(getPriority());
  });

  it.runIf(existsSync('/proc/self/autogroup'))('and so its whole scheduling group, which is what counts', async () => {
    open();
    const pid = await pidOf();
    await expect
      .poll(() => readFileSync(`/proc/${pid}/autogroup`, 'utf8'), { timeout: 5000 })
      .toMatch(new RegExp(`nice ${getPriority(pid)}$`, 'm'));
  });

  it('replaces a child that failed, and one that ran alone', async () => {
    open();
    const first = await pidOf();
    expect(code(await ask('refuse'))).toEqual(['no', false]);
    const second = await pidOf();
    const alone = await pidOf({ alone: true });
    expect(new Set([first, second, alone]).size).toBe(3);
    await until(() => !existsSync(`/proc/${alone}/exe`), { what: 'the end of the child that ran alone' });
  });

  it('knows how much memory a child holds, whatever the size of a page', async () => {
    open();
    const pid = await pidOf();
    const child = (await pool.children()).find((one) => one.pid === pid);
    const pages = Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Rss:\s+(\d+) kB$/m)?.[1]);
    expect((child?.rss ?? 0) / 1024 / pages).toBeCloseTo(1, 0);
    expect(child?.rss).toBeGreaterThan(20 * 1024 ** 2); // Node alone
  });

  it('may try again what was killed from outside', async () => {
    open();
    expect(code(await ask('die'))).toEqual(['child-died', true]);
    expect(code(await ask('exit'))).toEqual(['child-died', true]);
    expect((await ask('echo')).ok).toBe(true);
  });

  it('stops a child that fills the heap', async () => {
    open();
    expect(code(await ask('heap'))).toEqual(['memory-limit', false]);
  });

  it.skipIf(!memoryIsCapped)('stops a child that takes memory outside the heap', async () => {
    open();
    expect(code(await ask('buffers'))).toEqual(['memory-limit', false]);
  });

  it('stops a child that takes too long, even one that never looks up', async () => {
    open();
    expect(code(await ask('wait', { args: { ms: 60_000 }, seconds: 0.2 }))).toEqual(['time-limit', false]);
    expect(code(await ask('spin', { seconds: 0.2 }))).toEqual(['time-limit', false]);
    expect(code(await ask('deaf', { seconds: 0.2 }))).toEqual(['time-limit', false]);
  });

  it('kills a child that hears nothing, says so in the words of its task, and goes on with another', async () => {
    open();
    const before = await pidOf();
    const late = await ask('spin', { seconds: 0.2, lateError: latePreview('Preview') });
    expect(code(late)).toEqual(['preview-time-limit', false]);
    await until(() => !existsSync(`/proc/${before}/exe`), { what: 'the end of the child that was late' });
    expect(await pidOf()).not.toBe(before);
  });

  it('stops a child when asked, also when asked before it began', async () => {
    open(2);
    const abort = new AbortController();
    const running = ask('wait', { args: { ms: 60_000 }, signal: abort.signal });
    const waiting = ask('deaf', { signal: AbortSignal.abort() });
    abort.abort();
    expect([await running, await waiting].map(code)).toEqual([
      ['stopped', false],
      ['stopped', false],
    ]);
  });

  it('leaves no process behind', async () => {
    open(3);
    const working = ask('spin');
    await ask('echo');
    const before = await pool.children();
    await pool.close();
    await working;
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(before.filter(({ pid }) => existsSync(`/proc/${pid}/exe`))).toEqual([]);
  });
});
