import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createArtifactStore } from '../artifact-store';
import { scratchFolder } from '../testing/scratch';
import { serviceOptions } from '../testing/service-options';
import type { ChildTask, DataServiceOptions } from './options';
import { withSlots } from './run-task';

const folder = scratchFolder('run-task');
let options: DataServiceOptions;
beforeAll(async () => {
  options = serviceOptions({ folder, store: await createArtifactStore(join(folder, 'store')), records: new Map() });
});

/** A task that ends when it is told to, or is stopped as a child is. */
function held(previewGraceMs: number) {
  let end: () => void = () => undefined;
  const work = withSlots({
    ...options,
    previewGraceMs,
    runTask: ({ signal }) =>
      new Promise((resolve, reject) => {
        end = () => resolve('its answer');
        const stop = () => reject(signal?.reason as Error); // this test aborts with errors
        signal?.addEventListener('abort', stop);
        if (signal?.aborted === true) stop();
      }),
  });
  const caller = new AbortController();
  const start = (task: Partial<ChildTask>) =>
    work.runTask({ task: 'preview', args: null, folder, seconds: 20, signal: caller.signal, ...task });
  return { start, end: () => end(), leave: () => caller.abort(new Error('the caller has gone')) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('lets a preview end by itself whose caller has gone, so that its process stays warm', async () => {
  const { start, end, leave } = held(60_000);
  const preview = start({});
  await turn();
  leave();
  await turn();
  end();
  expect(await preview).toBe('its answer');
});

it('stops a preview that goes on, and at once what nobody waits for any more otherwise', async () => {
  const slow = held(1);
  const preview = slow.start({});
  await turn();
  slow.leave();
  await expect(preview).rejects.toThrow('the caller has gone');
  const others: Partial<ChildTask>[] = [{ task: 'window' }, { alone: true }];
  for (const other of others) {
    const patient = held(60_000);
    const stopped = patient.start(other);
    await turn();
    patient.leave();
    await expect(stopped).rejects.toThrow('the caller has gone');
  }
});

it('does not begin a preview whose caller has gone', async () => {
  const { start, leave } = held(60_000);
  leave();
  await expect(start({})).rejects.toThrow('the caller has gone');
});
