import { startRun } from '@millrace/db';
import { expect, it } from 'vitest';
import { releaseStep } from '../candidates/deploy-candidate';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { homeUseCase } from './home';

withTestServer();

it('remembers that a pipeline has run, however many other runs came after it', async () => {
  const context = await makeContext(db, 'engineer');
  expect((await homeUseCase.run(context, {})).done).toMatchObject({ run: false, data: false });
  const { run } = await makeStoredThings(db, context.project.id);
  expect((await homeUseCase.run(context, {})).runs.map(({ kind }) => kind)).toEqual(['pipeline']);
  const deploy = releaseStep({ idx: 0, type: 'deploy', params: { endpoint: 'churn', strategy: 'sandbox' } });
  for (let made = 0; made < 8; made++)
    await startRun(db, {
      ...{ projectId: context.project.id, requestKey: crypto.randomUUID(), kind: 'release', startedBy: context.actor },
      ...{ mayDeploy: true, plan: {}, steps: [deploy], edges: [] },
    });
  const home = await homeUseCase.run(context, {});
  expect(home.runs.some(({ id }) => id === run.runId)).toBe(false);
  expect(home.done).toMatchObject({ run: true, data: true });
});
