import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { testChild } from '../testing/test-child';
import { type ChildReply, type ChildRequest, childReplySchema } from './protocol';

const root = scratchFolder('child');
const program = testChild();
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start() {
  const child = fork(program, { env: {}, cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  children.push(child);
  const replies: ChildReply[] = [];
  const waiting = new Set<() => void>();
  child.on('message', (message) => {
    replies.push(childReplySchema.parse(message));
    for (const check of waiting) check();
  });
  const until = (test: (reply: ChildReply) => boolean) =>
    new Promise<ChildReply>((done) => {
      const check = () => {
        const found = replies.find(test);
        if (found === undefined) return;
        waiting.delete(check);
        done(found);
      };
      waiting.add(check);
      check();
    });
  const answer = (id: string) =>
    until((reply) => (reply.kind === 'done' || reply.kind === 'failed') && reply.id === id);
  const send = (request: ChildRequest) => child.send(request);
  return { child, replies, until, answer, send };
}

function stepRequest(id: string, type: string, params: Record<string, string | number> = {}): ChildRequest {
  const folder = join(root, id);
  mkdirSync(folder);
  const spec = {
    v: 1 as const,
    step: 'a',
    title: 'My step',
    type,
    version: 1,
    params,
    seed: 1,
    inputs: {},
    references: {},
    limits: { seconds: 60, megabytes: 1024 },
    force: false,
  };
  const request = {
    kind: 'step' as const,
    id,
    spec,
    inputs: {},
    references: {},
    folder,
    threads: 1,
    memoryMegabytes: 1024,
  };
  return request as unknown as ChildRequest; // the step id is branded by the schema that the child parses with
}

describe('child process', () => {
  it('runs steps and tasks one after the other, without any environment', async () => {
    const { until, answer, send } = start();
    await until(({ kind }) => kind === 'ready');
    send(stepRequest('one', 'sample-data', { rows: 50 }));
    const one = await answer('one');
    expect(one).toMatchObject({
      kind: 'done',
      outputs: [
        { port: 'table', kind: 'table' },
        { port: 'table.meta', inline: { rows: 50 } },
      ],
    });
    const folder = join(root, 'land');
    mkdirSync(folder);
    writeFileSync(join(folder, 'raw'), 'a,b\n1,2\n');
    send({
      kind: 'task',
      id: 'two',
      task: 'land',
      args: { path: join(folder, 'raw'), name: 'x.csv' },
      folder,
      threads: 1,
      memoryMegabytes: 512,
    });
    expect(await answer('two')).toMatchObject({
      kind: 'done',
      value: { meta: { rows: 1 }, report: { format: 'csv' } },
    });
  });

  it('answers errors with the name of the step and stays alive', async () => {
    const { until, answer, send } = start();
    await until(({ kind }) => kind === 'ready');
    send(stepRequest('bad', 'sample-data', { rows: -1 }));
    expect(await answer('bad')).toMatchObject({
      kind: 'failed',
      retryable: false,
      error: { place: 'My step › rows', code: 'bad-parameter', family: 'pipeline' },
    });
    send(stepRequest('unknown', 'no-such-step'));
    expect(await answer('unknown')).toMatchObject({ kind: 'failed', error: { code: 'unknown-step-type' } });
    send(stepRequest('good', 'sample-data', { rows: 20 }));
    expect((await answer('good')).kind).toBe('done');
  });

  // Writing to this device is how Linux lets one try a full disk.
  it.skipIf(!existsSync('/dev/full'))('answers a full disk as worth another try, and stays alive', async () => {
    const { until, answer, send } = start();
    await until(({ kind }) => kind === 'ready');
    const request = stepRequest('full', 'sample-data', { rows: 20 });
    symlinkSync('/dev/full', join(root, 'full', 'sample.ndjson'));
    send(request);
    expect(await answer('full')).toMatchObject({
      kind: 'failed',
      retryable: true,
      error: { code: 'disk-full', family: 'operator', place: 'My step › Storage' },
    });
    send(stepRequest('room', 'sample-data', { rows: 20 }));
    expect((await answer('room')).kind).toBe('done');
  });

  it('ends when its channel closes', async () => {
    const { child, until } = start();
    await until(({ kind }) => kind === 'ready');
    const ended = new Promise<string | null>((done) => child.once('exit', (_code, signal) => done(signal)));
    child.disconnect();
    expect(await ended).toBe('SIGKILL');
  });
});
