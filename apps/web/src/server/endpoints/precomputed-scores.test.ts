import { getRun, updateDeployment } from '@millrace/db';
import { expect, it } from 'vitest';
import { startBatchUseCase } from '../scoring/start-batch';
import { commitSteps } from '../testing/commit-steps';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { configureEndpointUseCase } from './configure-endpoint';
import { precomputedScoresUseCase } from './precomputed-scores';

/** What the scoring server says of its memory; null: it has lost its way. */
let said: object[] | null = [];
withTestServer({
  scoring: (_request, response) => {
    response.end(said === null ? 'nonsense' : JSON.stringify({ processes: [], scores: said }));
  },
});

it('has the scores of each release, and why they are not in memory where the scoring server says so', async () => {
  const context = await makeContext(db, 'engineer');
  const { deployment, endpoint, release } = await makeStoredThings(db, context.project.id);
  await updateDeployment(db, { id: deployment.id, status: 'succeeded', finishedAt: new Date() });
  const precomputed = { key: ['left'], maxAgeSeconds: 3600 };
  await configureEndpointUseCase.run(context, { endpoint: endpoint.id, precomputed });
  const input = startBatchUseCase.input.parse({ endpoint: endpoint.name, dataset: 'customers', keep: ['left'] });
  const { id: batch, run } = await startBatchUseCase.run(context, input);
  const started = await getRun(db, { projectId: context.project.id, id: run });
  const outputsOf = (idx: number) => {
    const hash = hashOf(`scores ${batch} ${idx}`);
    return [{ port: 'predictions', hash, bytes: 1, kind: 'table', location: `a/${hash}` }];
  };
  await commitSteps(db, { run, steps: started?.stepRuns.length ?? 0, outputsOf });

  const problem = { why: 'damaged', text: 'the file of the batch is damaged' };
  const scores = { releaseId: release.id, batch, rows: 0, problem };
  const listed = async () => (await precomputedScoresUseCase.run(context, { id: endpoint.id })).releases[0]?.scores;
  said = [scores];
  expect(await listed()).toMatchObject({ batch, rows: 10, problem: problem.text });
  for (const other of [[{ ...scores, problem: null }], [{ ...scores, batch: 'that of before' }], [], null]) {
    said = other;
    expect(await listed()).toMatchObject({ batch, rows: 10, problem: null });
  }
});
