import { getRun, listAudit } from '@millrace/db';
import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { exportCandidateUseCase, exportInputSchema } from './export-candidate';

withTestServer();

describe('the button Export as ONNX', () => {
  it('starts a run of the one step over what is already stored', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    const input = exportInputSchema.parse({ candidate: candidate.id });
    const { run: id } = await exportCandidateUseCase.run(context, input);
    const run = await getRun(db, { projectId: context.project.id, id });
    expect(run).toMatchObject({ kind: 'onnx-export', edges: [], startedBy: context.actor });
    const [step] = run?.stepRuns.map(({ spec }) => spec) ?? [];
    expect(step).toMatchObject({ type: 'export-onnx', inputs: {}, params: { rows: 1000 } });
    expect(Object.keys(step?.references ?? {}).sort()).toEqual(Object.keys(getContract('export-onnx').inputs).sort());
    expect(step?.references).toMatchObject({
      model: { kind: 'artifact', label: candidate.title, artifacts: { model: hashes.model } },
      rows: { artifacts: { rows: hashes.rows, 'rows.meta': hashes.rowsMeta } },
    });
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.map(({ action }) => action)).toContain('candidate.export');
  });

  it('refuses when there are no rows left to prove the file on', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    const input = exportInputSchema.parse({ candidate: candidate.id });
    await expect(exportCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });
});
