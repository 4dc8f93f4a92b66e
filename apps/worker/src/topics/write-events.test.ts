import { readFileSync } from 'node:fs';
import { publishEvents } from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { type SourceTask, sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { writeEvents } from './write-events';

const folder = scratchFolder('write-events');
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test?.drop());

const taskOf = (topic: string): SourceTask => ({
  ...{ v: 1 as const, name: 'orders', secret: null, cursor: null, columns: null, request: null },
  ...{ config: sourceConfigSchema.parse({ kind: 'topic', topic }), policy: sourcePolicySchema.parse({}) },
  events: { topic, after: 0, upTo: 1, more: false },
});

it('survives a connection that breaks while it is handed out', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const event = { id: 'e', source: '/s', type: 't', time: new Date(), data: { n: 1 } };
  await publishEvents(db, { projectId, topic: 'orders', events: [event] });
  const listeners: number[] = [];
  db.pool.on('acquire', (client) => {
    setImmediate(() => {
      listeners.push(client.listenerCount('error'));
      client.emit('error', new Error('Connection terminated unexpectedly')); // without a listener this ends the process
    });
  });
  const { signal } = new AbortController();
  const { path, count } = await writeEvents(db, { projectId, task: taskOf('orders'), folder, signal });
  db.pool.removeAllListeners('acquire');
  expect([count, readFileSync(path, 'utf8').split('\n').length - 1]).toEqual([1, 1]);
  expect(listeners[0]).toBeGreaterThan(0);
});

it('does not begin when the step was stopped before', async () => {
  const { id: projectId } = await makeProject(test.db);
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(writeEvents(test.db, { projectId, task: taskOf('orders'), folder, signal })).rejects.toThrow('stopped');
});
