import { listSources } from '@millrace/db';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { beforeEach, expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { createSourceUseCase, updateSourceUseCase, watchRootsUseCase } from './source-use-cases';

/** What the worker says of any folder that is tried; it is not there while this is null. */
let verdict: { status: number; body: object } | null = null;
let answers = true;

withTestServer({
  dataService(request, response) {
    const roots = { status: 200, body: { roots: ['/srv/arrivals'] } };
    const { status, body } = (request.url === '/sources/roots' && answers ? roots : verdict) ?? {
      status: 503,
      body: {},
    };
    response.statusCode = status;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  },
});
beforeEach(() => {
  verdict = null;
  answers = true;
});

const refusal = {
  status: 422,
  body: {
    error: {
      code: 'folder-refused',
      family: 'pipeline',
      place: 'Source › folder',
      seen: 'no folder may be watched in this installation',
      expected: 'a folder that may be watched',
      next: 'Start Millrace with WATCH_ROOTS=/data.',
      message: '/data cannot be watched.',
    },
  },
};
const watching = (path: string) => ({
  name: 'Arrivals',
  dataset: 'arrivals',
  config: sourceConfigSchema.parse({ kind: 'folder', path }),
  secret: null,
  policy: sourcePolicySchema.parse({}),
});

it('is no source where the folder may not be watched, neither made nor changed to', async () => {
  const context = await makeContext(db, 'scientist');
  const make = (path: string) => createSourceUseCase.run(context, watching(path));
  verdict = refusal;
  await expect(make('/data')).rejects.toMatchObject({ report: { code: 'folder-refused' } });
  expect(await listSources(db, context.project.id)).toEqual([]);
  verdict = { status: 200, body: { message: 'The folder can be read.' } };
  const { id } = await make('/srv/arrivals');
  verdict = refusal;
  const { dataset: _dataset, ...moved } = watching('/data');
  const change = updateSourceUseCase.run(context, { id, ...moved });
  await expect(change).rejects.toMatchObject({ report: { code: 'folder-refused' } });
  const { dataset: _same, ...renamed } = watching('/srv/arrivals');
  await updateSourceUseCase.run(context, { id, ...renamed, name: 'Files' }); // where it reads is as it was
});

it('is made where no worker can tell: the watch says later what is wrong', async () => {
  const context = await makeContext(db, 'scientist');
  await createSourceUseCase.run(context, watching('/data'));
  expect(await listSources(db, context.project.id)).toHaveLength(1);
});

it('may be below these folders', async () => {
  const context = await makeContext(db, 'scientist');
  expect(await watchRootsUseCase.run(context, {})).toEqual({ roots: ['/srv/arrivals'] });
  answers = false;
  expect(await watchRootsUseCase.run(context, {})).toEqual({ roots: null });
});
