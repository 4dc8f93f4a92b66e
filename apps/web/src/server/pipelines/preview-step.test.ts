import { createServer, type Server } from 'node:http';
import { createPipeline, type Database } from '@millrace/db';
import { applyOperation, samplePipeline } from '@millrace/pipeline-core/document';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { type PreviewRequest, previewRequestSchema } from '@millrace/pipeline-core/preview';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeContext, makeMember, startTestServer } from '../testing/test-server';
import { enterProject, type ProjectContext } from '../use-case';
import { previewInput, previewStep } from './preview-step';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
let data: Server;
let asked: PreviewRequest | null = null;
let answer: object = {};
let status = 200;

const basis = { way: 'sample', rows: 10_000, of: 1_000_000, places: 20 };
const rows = {
  ...{
    ok: true,
    basis,
    notes: [],
    seconds: 0.1,
    total: 4,
    offset: 0,
    columns: [{ name: 'age', type: 'integer' }],
    columnCount: 1,
  },
  ...{ rowNumbers: [0, 1, 2, 3], parts: ['train', 'test', 'validation', 'train'], rows: [[30], [31], [32], [33]] },
};
const error = {
  ...{ code: 'tiny-part', family: 'pipeline', place: 'Split rows', seen: '3 rows', expected: '10 rows' },
  ...{ next: 'Read more rows.', message: 'Split rows: got 3 rows, expected 10 rows. Read more rows.' },
};

/** Stands where the worker's data service is, which executes the steps; its own tests do that for real. */
beforeAll(async () => {
  data = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      asked = previewRequestSchema.parse(JSON.parse(text));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => data.listen(0, '127.0.0.1', resolve));
  const address = data.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in does not listen');
  server = await startTestServer({ dataServiceUrl: `http://127.0.0.1:${address.port}` });
  db = server.db;
});
afterAll(async () => {
  data.close();
  await server.stop();
});
beforeEach(() => {
  asked = null;
  answer = rows;
  status = 200;
});

const document = samplePipeline('churn');

async function preview(context: ProjectContext, input: { step: string; document?: object; rows?: number }) {
  const about = { projectId: context.project.id, name: 'Churn', document, createdBy: 'ada' };
  const { id: pipeline } = await createPipeline(db, about);
  return previewStep(context, previewInput.parse({ pipeline, ...input }));
}

it('has the steps executed that no run has made, and shows the train rows of a split', async () => {
  const told = await preview(await makeContext(db, 'viewer'), { step: 'split', rows: 50 });
  expect(asked?.steps.map(({ id, type }) => [id, type])).toEqual([
    ['data', 'sample-data'],
    ['split', 'split-rows'],
  ]);
  expect(asked).toMatchObject({ show: { step: 'split', port: 'split' }, rows: 50 });
  expect(told).toMatchObject({ state: 'rows', basis, rows: [[30], [33]], rowNumbers: [0, 3], otherParts: 2 });
});

it('takes a drawing with edits from those who may edit, and from nobody else', async () => {
  const context = await makeContext(db, 'scientist');
  const split = stepIdSchema.parse('split');
  const edited = applyOperation(document, { op: 'set-params', step: split, params: { train: 0.7, validation: 0.2 } });
  await preview(context, { step: 'split', document: edited });
  expect(asked?.steps.at(-1)?.params).toMatchObject({ train: 0.7, validation: 0.2 });
  const caller = await makeMember(db, { project: context.project, role: 'viewer' });
  const viewer = await enterProject(caller, { in: 'project', right: 'view', scope: 'read' }, context.project.slug);
  await expect(preview(viewer, { step: 'split', document: edited })).rejects.toMatchObject({ kind: 'forbidden' });
});

it('says which step only a run can make, and asks nobody', async () => {
  const trainer = Object.values(document.steps).find(({ type }) => type === 'logistic-regression');
  const told = await preview(await makeContext(db, 'viewer'), { step: trainer?.id ?? '' });
  const reason = expect.stringContaining('model');
  expect(told).toMatchObject({ state: 'none', step: trainer?.id, reason, helps: 'run' });
  expect(asked).toBeNull();
  const context = await makeContext(db, 'viewer');
  await expect(preview(context, { step: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' });
});

it('tells what a step stops at in the words of the step', async () => {
  const detail = 'Error: tiny\n    at /app/worker/child.mjs:1:1';
  answer = { ok: false, step: 'data', error: { ...error, detail }, basis: null, seconds: 0.1 };
  const told = await preview(await makeContext(db, 'viewer'), { step: 'split' });
  expect(told).toMatchObject({ state: 'stopped', step: 'data', title: 'Churn', error });
  expect(JSON.stringify(told)).not.toContain('child.mjs'); // a stack is for the log
});

it('leaves to a run what is more than a look may take', async () => {
  const late = {
    ...error,
    code: 'preview-too-large',
    message: 'SQL has to read 80 MB whole. Run the pipeline to here.',
  };
  answer = { ok: false, step: 'split', error: late, basis: null, seconds: 0.1 };
  const told = await preview(await makeContext(db, 'viewer'), { step: 'split' });
  const reason = late.message;
  expect(told).toEqual({ state: 'none', step: 'split', title: expect.any(String), reason, helps: 'run' });
});

it('says the same of a preview whose process was ended, and nothing else of other failures', async () => {
  status = 422;
  answer = { error: { ...error, code: 'preview-time-limit', message: 'No rows in time. Run the pipeline to here.' } };
  const told = await preview(await makeContext(db, 'viewer'), { step: 'split' });
  const reason = 'No rows in time. Run the pipeline to here.';
  expect(told).toEqual({ state: 'none', step: 'split', title: expect.any(String), reason, helps: 'run' });
  answer = { error: { ...error, code: 'out-of-memory' } };
  await expect(preview(await makeContext(db, 'viewer'), { step: 'split' })).rejects.toThrow('got 3 rows');
});
