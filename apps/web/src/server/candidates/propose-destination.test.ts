import { updateDeployment } from '@millrace/db';
import { describe, expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { proposeDestinationUseCase } from './propose-destination';

withTestServer();

/** A pipeline whose model was deployed to the endpoint `churn` as model `churn`. */
async function makeDeployed() {
  const context = await makeContext(db, 'engineer');
  const { candidate, deployment, pipeline } = await makeStoredThings(db, context.project.id);
  await updateDeployment(db, { id: deployment.id, status: 'succeeded' });
  return { pipeline, candidate, propose: () => proposeDestinationUseCase.run(context, { candidate: candidate.id }) };
}

describe('where the deploy sheet sends a candidate first', () => {
  it('is where a model of its pipeline went last', async () => {
    const { propose } = await makeDeployed();
    expect(await propose()).toEqual({ model: 'churn', endpoint: 'churn', again: true });
  });

  it('is a free name made from the target for a pipeline that never deployed', async () => {
    const { propose, candidate } = await makeDeployed();
    await db.prisma.candidate.update({ where: { id: candidate.id }, data: { pipelineId: null } });
    expect(await propose()).toEqual({ model: 'left', endpoint: 'left', again: false });
    await db.prisma.model.updateMany({ data: { name: 'left' } });
    expect(await propose()).toEqual({ model: 'left-2', endpoint: 'left-2', again: false });
    await db.prisma.endpoint.updateMany({ data: { name: 'left-2' } });
    expect(await propose()).toEqual({ model: 'left-3', endpoint: 'left-3', again: false });
  });

  it('is a free name where the gates would block the endpoint of last time', async () => {
    const { propose, candidate } = await makeDeployed();
    const row = await db.prisma.release.findFirstOrThrow({ where: { candidateId: candidate.id } });
    const manifest = structuredClone(row.manifest) as { signature: { inputs: object[] } }; // as the row holds it
    manifest.signature.inputs = [{ name: 'other', type: 'number', required: false }];
    await db.prisma.release.update({ where: { id: row.id }, data: { manifest } });
    expect(await propose()).toEqual({ model: 'left', endpoint: 'left', again: false });
  });
});
