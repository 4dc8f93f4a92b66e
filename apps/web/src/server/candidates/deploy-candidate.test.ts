import { type Database, getRun, listAudit } from '@millrace/db';
import { getContract } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { deployCandidateUseCase, deployInputSchema } from './deploy-candidate';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
});
afterAll(() => server.stop());

describe('the Deploy button', () => {
  it('starts a run of register-model and deploy over what is already stored', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: 'churn-live' });
    const { run: id } = await deployCandidateUseCase.run(context, input);
    const run = await getRun(db, { projectId: context.project.id, id });
    expect(run).toMatchObject({ kind: 'release', edges: [[0, 1]], startedBy: context.actor });
    const [register, deploy] = run?.stepRuns.map(({ spec }) => spec) ?? [];
    expect(register).toMatchObject({ type: 'register-model', params: { name: 'churn' }, inputs: {} });
    expect(
      Object.fromEntries(
        Object.entries(register?.references ?? {}).map(([port, { kind, artifacts }]) => [port, { kind, artifacts }]),
      ),
    ).toEqual({
      model: { kind: 'artifact', artifacts: { model: hashes.model } },
      rows: { kind: 'artifact', artifacts: { rows: hashes.rows, 'rows.meta': hashes.rowsMeta } },
      source: { kind: 'artifact', artifacts: { source: hashes.rows, 'source.meta': hashes.rowsMeta } },
      evaluation: { kind: 'artifact', artifacts: { evaluation: hashes.evaluation } },
    });
    const { inputs, origins = {} } = getContract('register-model');
    expect([...Object.keys(inputs), ...Object.keys(origins)]).toEqual(
      expect.arrayContaining(Object.keys(register?.references ?? {})),
    );
    expect(deploy).toMatchObject({
      type: 'deploy',
      params: { endpoint: 'churn-live', strategy: 'sandbox' },
      inputs: { release: [{ idx: 0, port: 'release' }] },
    });
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.map(({ action }) => action)).toContain('candidate.deploy');
  });

  it('refuses when the rows are gone that would prove the answers equal', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    const input = deployInputSchema.parse({ candidate: candidate.id, model: 'churn', endpoint: 'churn' });
    await expect(deployCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });

  it.each(['', 'Churn', 'churn_live', '-churn', 'x'.repeat(64)])('takes no name like "%s"', (name) => {
    const ids = { candidate: '00000000-0000-4000-8000-000000000000', model: 'churn' };
    expect(deployInputSchema.safeParse({ ...ids, endpoint: name }).success).toBe(false);
    expect(deployInputSchema.safeParse({ ...ids, endpoint: 'churn-live-2' }).success).toBe(true);
  });
});
