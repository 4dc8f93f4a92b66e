import { getRun, listAudit } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { OnnxParity } from '@millrace/pipeline-core/release';
import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { commitSteps } from '../testing/commit-steps';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { exportCandidateUseCase, exportInputSchema, findExportUseCase } from './export-candidate';

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

  it('is found again once its file is there', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    const input = exportInputSchema.parse({ candidate: candidate.id });
    const { run } = await exportCandidateUseCase.run(context, input);
    expect(await findExportUseCase.run(context, input)).toEqual({ parity: null });
    const file = { hash: hashOf(`file ${run}`), bytes: 10 };
    const parity: OnnxParity = {
      ...{ v: 1, kind: 'onnx-parity', model: hashes.model, title: 'Baseline', file, part: 'test', rows: 1 },
      ...{ maxDifference: 0, mostApart: 1e-5, labels: 'equal', inputs: [], outputs: [] },
      ...{ featureSetId: 'f', preparation: [] },
    };
    await commitSteps(db, {
      ...{ run, steps: 1 },
      outputsOf: () => [
        { port: 'onnx', ...file, kind: 'file', location: `a/${file.hash}` },
        { port: 'parity', hash: hashOf(`proof ${run}`), bytes: 1, kind: 'metrics', inline: jsonSchema.parse(parity) },
      ],
    });
    expect(await findExportUseCase.run(context, input)).toEqual({ parity });
  });

  it('refuses when there are no rows left to prove the file on', async () => {
    const context = await makeContext(db, 'engineer');
    const { candidate, hashes } = await makeStoredThings(db, context.project.id);
    await db.pool.query('delete from artifact_use where hash = $1', [hashes.rows]);
    const input = exportInputSchema.parse({ candidate: candidate.id });
    await expect(exportCandidateUseCase.run(context, input)).rejects.toThrow('no longer kept');
  });
});
