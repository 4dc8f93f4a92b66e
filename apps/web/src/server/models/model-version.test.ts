import { createRelease, ensureModel, recordArtifact, recordCandidate } from '@millrace/db';
import { type buildCard, cardFields } from '@millrace/pipeline-core/card';
import { describe, expect, it } from 'vitest';
import { previewDeploymentUseCase } from '../candidates/preview-deployment';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { cardHistoryUseCase, saveCardTextUseCase } from './card-use-cases';
import { modelVersionUseCase } from './model-version';

withTestServer();

/** A model with one version, and ways to ask about it and to write on its card. */
async function makeVersion() {
  const context = await makeContext(db, 'engineer');
  const stored = await makeStoredThings(db, context.project.id);
  const of = { release: stored.release.id };
  const read = (what: { release: string } | { candidate: string } = of) =>
    modelVersionUseCase.run(context, modelVersionUseCase.input.parse({ of: what }));
  const write = (field: 'purpose' | 'approvals', text: string, after: number) =>
    saveCardTextUseCase.run(context, { of, field, text, after });
  return { context, stored, of, read, write };
}

type Made = Awaited<ReturnType<typeof makeVersion>>;

/** Version 2 of the same name, of a model that another run trained. */
async function addVersion({ context, stored }: Made) {
  const { candidate, model, release } = stored;
  const [modelHash, bundleHash] = [hashOf(`model of ${release.id}`), hashOf(`bundle of ${release.id}`)];
  for (const hash of [modelHash, bundleHash])
    await recordArtifact(db, { hash, bytes: 1, kind: 'file', location: `a/${hash}` });
  const { title, stepType, task, manifest, pipelineId, runId } = candidate;
  const trained = { ...manifest, trainer: { ...manifest.trainer, seed: 2 } };
  const own = { projectId: context.project.id, pipelineId, runId, idx: 7, title, stepType, task, bytes: 2 };
  await recordCandidate(db, { ...own, modelHash, manifest: trained });
  const { id } = await ensureModel(db, { projectId: context.project.id, name: model.name, createdBy: 'ada' });
  return createRelease(db, { modelId: id, bundleHash, modelHash, manifest: release.manifest, createdBy: 'ada' });
}

const textOf = (card: ReturnType<typeof buildCard> | null, field: string) =>
  card?.sections.flatMap(({ blocks }) => blocks).find((block) => block.kind === 'human' && block.field === field);

describe('a version', () => {
  it('is told with what trained it, what judged it and where it answers', async () => {
    const { stored, read } = await makeVersion();
    await db.pool.query(
      "update deployment set status = 'succeeded', created_at = now() - interval '1 day' where id = $1",
      [stored.deployment.id],
    );
    const { candidate, run, deployments, explanation, card } = await read();
    expect(candidate).toMatchObject({ id: stored.candidate.id, environment: null });
    expect(run).toMatchObject({ id: stored.run.runId, pipelineName: 'Churn' });
    expect(deployments).toMatchObject([{ endpoint: 'churn', sandbox: true, answers: true }]);
    expect(explanation).toBeNull();
    expect(card?.title).toBe('churn v1');
    expect(card?.missing).toEqual(cardFields);
  });

  it('is the same for its candidate, which has no number', async () => {
    const { stored, read } = await makeVersion();
    const { release, registered, card } = await read({ candidate: stored.candidate.id });
    expect(release).toBeNull();
    expect(registered).toMatchObject([{ modelName: 'churn', number: 1 }]);
    expect(card?.title).toBe('Baseline');
  });
});

describe('the inputs on a card', () => {
  it('tell what train rows had in columns that were prepared before the fit, also of the candidate', async () => {
    const made = await makeVersion();
    const { release, candidate, model } = made.stored;
    const inputs = [
      { name: 'tenure', type: 'number' as const, required: false, range: [0, 72] as [number, number] },
      { name: 'plan', type: 'text' as const, required: false, levels: ['basic', 'pro'] },
    ];
    const manifest = { ...release.manifest, signature: { ...release.manifest.signature, inputs } };
    const { id } = await ensureModel(db, { projectId: made.context.project.id, name: model.name, createdBy: 'ada' });
    const bundleHash = hashOf(`described ${release.id}`);
    await recordArtifact(db, { hash: bundleHash, bytes: 1, kind: 'file', location: `a/${bundleHash}` });
    const { modelHash } = candidate;
    const described = await createRelease(db, { modelId: id, bundleHash, modelHash, manifest, createdBy: 'ada' });
    for (const of of [{ release: described.id }, { candidate: candidate.id }]) {
      const { card } = await made.read(of);
      expect(card?.sections.find(({ id: section }) => section === 'inputs')?.blocks[0]).toMatchObject({
        headers: ['Column', 'Type', 'From', 'Seen in training'],
        rows: [
          ['tenure', 'number', 'the caller', '0 to 72'],
          ['plan', 'text', 'the caller', 'basic, pro'],
        ],
      });
    }
  });
});

describe('the card of a version', () => {
  it('keeps every text with who wrote it; of two who change the same one the later is told', async () => {
    const { context, of, read, write } = await makeVersion();
    await write('purpose', 'Calls.', 0);
    await write('purpose', 'Calls to customers.', 1);
    await expect(write('purpose', 'Letters.', 1)).rejects.toThrow('Somebody has changed “Purpose”');
    const both = await Promise.allSettled([write('approvals', 'Bo.', 0), write('approvals', 'Cy.', 0)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { card, texts } = await read();
    expect(textOf(card, 'purpose')).toMatchObject({ text: 'Calls to customers.' });
    expect(texts.find(({ field }) => field === 'purpose')?.number).toBe(2);
    const { history } = await cardHistoryUseCase.run(context, cardHistoryUseCase.input.parse({ of }));
    expect(history.filter(({ field }) => field === 'purpose').map(({ text }) => text)).toEqual([
      'Calls to customers.',
      'Calls.',
    ]);
  });

  it('hands on to the next version what holds for it, says what changed, and is a check of a deployment', async () => {
    const made = await makeVersion();
    await made.write('purpose', 'Calls.', 0);
    await made.write('approvals', 'Bo.', 0);
    const next = await addVersion(made);
    const { card, candidate } = await made.read({ release: next.id });
    expect(textOf(card, 'purpose')).toMatchObject({ text: 'Calls.', fromVersion: 1 });
    expect(textOf(card, 'approvals')).toMatchObject({ text: null });
    const changes = card?.sections.find(({ id }) => id === 'changes')?.blocks[0];
    expect(changes).toMatchObject({ headers: ['What', 'v1', 'Now'], rows: [['Seed', '1', '2']] });
    const { gates } = await previewDeploymentUseCase.run(made.context, {
      ...{ candidate: candidate?.id ?? made.stored.candidate.id, model: 'churn', endpoint: 'churn' },
    });
    const check = gates.flatMap(({ checks }) => checks).find(({ id }) => id === 'card-complete');
    expect(check).toMatchObject({ status: 'warn', reason: expect.not.stringContaining('Purpose') });
    expect(check?.reason).toContain('Approvals');
  });
});
