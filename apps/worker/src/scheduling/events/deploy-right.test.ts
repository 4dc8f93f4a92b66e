import { randomUUID } from 'node:crypto';
import { findEndpointByName, listAudit, startRun } from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestDeployment } from './deploy-requested';
import { createRunFacts } from './run-facts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it('a run that was started without the right to deploy asks in vain, and the audit says so', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const limits = { seconds: 60, megabytes: 256 };
  const spec = {
    v: 1,
    step: 'deploy',
    title: 'Deploy',
    type: 'deploy',
    version: 1,
    params: {},
    seed: 1,
    inputs: {},
    limits,
  };
  const step = runStepSchema.parse({ idx: 0, queue: 'cpu', max_attempts: 1, spec });
  const start = { projectId, requestKey: randomUUID(), startedBy: 'ada', mayDeploy: false, plan: {} };
  const { runId: run } = await startRun(db, { ...start, steps: [step], edges: [] });
  await requestDeployment({
    payload: { bundle: artifactHashSchema.parse('a'.repeat(64)), endpoint: 'churn', strategy: 'direct' },
    key: `${run}-0-0`,
    origin: { run, idx: 0 },
    context: { db, queues: { enqueue: async () => undefined }, runFacts: createRunFacts(db) },
  });
  expect(await findEndpointByName(db, { projectId, name: 'churn' })).toBeNull();
  const [entry] = await listAudit(db, { projectId });
  expect(entry).toMatchObject({ action: 'deployment.refused', subject: run, details: { endpoint: 'churn' } });
});
