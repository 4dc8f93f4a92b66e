import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { beforeAll, describe, expect, it } from 'vitest';
import { runTask } from '../../child/tasks';
import { type PreviewTask, previewTaskSchema } from '../../data/preview/preview-task';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { until } from '../../testing/until';
import { store } from '../testing/run-steps';
import { runPreview } from './run-preview';

const root = scratchFolder('preview-stops');
const session = scratchSession(root);
const limits = { threads: 2, memoryMegabytes: 1024 };
const table = join(root, 'table.parquet');
let artifacts: Json;

beforeAll(async () => {
  const written = await writeTable(session, {
    query: 'SELECT i AS __row, i AS id FROM range(60000) t(i)',
    path: table,
    columns: [{ name: 'id', type: 'integer', sqlType: 'BIGINT', role: 'feature' }],
  });
  const stored = await Promise.all(tableOutputs('table', table, datasetMeta(written)).map(store));
  artifacts = JSON.parse(JSON.stringify(stored));
});

const one: StepId = stepIdSchema.parse('one');

/** A preview of one step over the table. */
function taskOf(type: string, params: JsonObject, port: string): PreviewTask {
  const facts = { id: one, title: 'My step', type, version: 1, params, seed: 7, references: {}, referenced: {} };
  const steps = [{ ...facts, inputs: { [port]: [{ title: 'stored', artifacts }] } }];
  return previewTaskSchema.parse({ steps, show: { step: one, port: 'table' }, rows: 200, paths: [table] });
}

function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

/** What no engine ends by itself while a test waits. */
const endless = 'SELECT count(*) AS n FROM range(1000000000000) t(i) WHERE i % 1000 < 0';

describe('a preview that takes too long', () => {
  it('stops a step at work when nobody waits for it any more', async () => {
    const folder = newFolder('left');
    const controller = new AbortController();
    const args: Json = JSON.parse(JSON.stringify(taskOf('sql', { query: endless }, 'a')));
    const request = { kind: 'task' as const, id: '1', task: 'preview', args, folder, ...limits };
    const stopped = expect(runTask(request, controller.signal)).rejects.toThrow('the caller has gone');
    // The session of the step puts what it cannot hold there: it is open, and its query begins.
    await until(() => existsSync(join(folder, 'sample', 'step-0', 'spill')), { what: 'the step at work' });
    controller.abort(new Error('the caller has gone'));
    await stopped;
  });

  it('stops a step at work when the time is over, and says what to do', async () => {
    const context = { session, folder: newFolder('late-step'), signal: new AbortController().signal, limits };
    const answer = await runPreview(taskOf('sql', { query: endless }, 'a'), context, 0.5);
    expect(answer).toMatchObject({
      ok: false,
      step: 'one',
      error: { code: 'preview-time-limit', place: 'My step', next: 'Run the pipeline to here instead.' },
    });
  });

  it('stops cutting a table when the time is over', async () => {
    // Stands for a disk that gives the rows slowly.
    const slow = { ...session, query: (sql: string) => session.query(sql.startsWith('COPY') ? endless : sql) };
    const context = { session: slow, folder: newFolder('late-cut'), signal: new AbortController().signal, limits };
    const answer = await runPreview(taskOf('sort-rows', {}, 'table'), context, 0.5);
    expect(answer).toMatchObject({ ok: false, step: 'one', error: { code: 'preview-time-limit', place: 'My step' } });
    expect(await session.numbers('SELECT 1 AS fine')).toEqual({ fine: 1 }); // nothing of it is left at work
  });
});
