import { once } from 'node:events';
import {
  addViewVersion,
  appendRevision,
  createPipeline,
  createRelease,
  ensureFeatureView,
  findFeatureView,
  findOnline,
  listAudit,
  listReleases,
  listServedViews,
  markViewDeleting,
  putOnline,
  recordArtifact,
  unmarkViewDeleting,
} from '@millrace/db';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { deleteFeatureViewUseCase } from './delete-view';
import { getFeatureViewUseCase } from './feature-views';

withTestServer();

const row = (key: number) => ({
  ...{ k: JSON.stringify([key]), e: '2026-01-01T00:00:00Z', s: '2026-01-01T00:00:00Z', v: { tenure: key } },
});

/** A view with a publication and online rows, pipelines that publish and read it, and a release that looks it up. */
async function makeUsedView() {
  const context = await makeContext(db, 'scientist');
  const projectId = context.project.id;
  const things = await makeStoredThings(db, projectId);
  const { featureView: view, model, hashes, candidate, run, endpoint } = things;
  await putOnline(db, { viewId: view.id, rows: [row(1), row(2)] });
  const [table, meta] = [hashOf(`table ${view.id}`), hashOf(`meta ${view.id}`)];
  await recordArtifact(db, { hash: table, bytes: 1, kind: 'table', location: `a/${table}` });
  await recordArtifact(db, { hash: meta, bytes: 1, kind: 'table-meta', inline: {} });
  const facts = { viewId: view.id, requestKey: view.id, runId: runIdSchema.parse(crypto.randomUUID()) };
  const counts = { rows: 2, entities: 2, notOnline: null };
  await addViewVersion(db, { ...facts, ...counts, pipelineId: null, tableHash: table, metaHash: meta });
  const draw = async (name: string, type: string) => {
    const id = stepIdSchema.parse('step');
    const place = { title: name, position: { x: 0, y: 0 }, disabled: false };
    const step = { id, type, version: 1, params: { view: view.name }, ...place };
    const document = { ...emptyDocument, steps: { [id]: step } };
    return (await createPipeline(db, { projectId, name, document, createdBy: 'ada' })).id;
  };
  const [publisher, reader] = [await draw('Publisher', 'publish-features'), await draw('Reader', 'lookup-features')];
  const [plain] = await listReleases(db, { projectId });
  if (plain === undefined) throw new Error('no release');
  const lookup = { view: view.name, feature: 'tenure', key: ['customer'] };
  const { signature } = plain.manifest;
  const inputs = signature.inputs.map((input) => ({ ...input, lookup }));
  const bundle = hashOf(`bundle ${view.id}`); // a bundle is one release
  await recordArtifact(db, { hash: bundle, bytes: 1, kind: 'file', location: `a/${bundle}` });
  const release = await createRelease(db, {
    ...{ modelId: model.id, bundleHash: bundle, modelHash: hashes.model, candidateId: candidate.id },
    ...{ runId: run.runId, manifest: { ...plain.manifest, signature: { ...signature, inputs } }, createdBy: 'ada' },
  });
  const serve = (config: { route: typeof release.id; chain?: (typeof release.id)[] }) =>
    appendRevision(db, {
      endpointId: endpoint.id,
      config: {
        ...{ v: 1, routes: [{ release: config.route, weight: 1 }], chain: config.chain ?? [] },
        ...{ last: { kind: 'error' }, budgetMs: 200 },
      },
      createdBy: 'ada',
    });
  return { context, projectId, view, table, publisher, reader, plain, release, endpoint, serve };
}

describe('a feature view', () => {
  it('names who publishes it, who reads it, and which releases look it up where', async () => {
    const { context, view, publisher, reader, release, plain, endpoint, serve } = await makeUsedView();
    const get = () => getFeatureViewUseCase.run(context, { name: view.name });
    expect(await get()).toMatchObject({
      publishers: [{ id: publisher, name: 'Publisher' }],
      readers: [{ id: reader, name: 'Reader' }],
      releases: [{ id: release.id, endpoints: [] }],
      ...{ online: 2, pack: null },
    });
    await serve({ route: plain.id, chain: [release.id] });
    expect((await get()).releases).toMatchObject([{ id: release.id, endpoints: [endpoint.name] }]);
  });
});

describe('the deletion of a feature view', () => {
  it('takes its publications, its online rows and its claims in the store, and is in the audit', async () => {
    const { context, projectId, view, table } = await makeUsedView();
    const listener = await db.pool.connect();
    const told = new Promise<string>((resolve) => {
      listener.on('notification', ({ payload }) => resolve(payload ?? ''));
    });
    await listener.query('listen mr_features');
    await deleteFeatureViewUseCase.run(context, { name: view.name });
    expect(await told).toBe(view.id); // whoever holds it in memory lets it go
    listener.release(true);
    expect(await findFeatureView(db, { projectId, name: view.name })).toBeNull();
    expect(await findOnline(db, { viewId: view.id, key: '[1]' })).toBeNull();
    const { rows } = await db.pool.query('select 1 from artifact_pin where hash = $1', [table]);
    expect(rows).toEqual([]);
    const [entry] = await listAudit(db, { projectId, limit: 1 });
    expect(entry).toMatchObject({ action: 'feature-view.delete', subject: view.id, actor: context.actor });
    expect(entry?.details).toMatchObject({ name: view.name });
  });

  it('is blocked by what is served and named, also as a fallback, until something else is', async () => {
    const { context, projectId, view, release, plain, endpoint, serve } = await makeUsedView();
    const remove = () => deleteFeatureViewUseCase.run(context, { name: view.name });
    for (const config of [{ route: release.id }, { route: plain.id, chain: [release.id] }]) {
      await serve(config);
      const refused = remove();
      await expect(refused).rejects.toMatchObject({ kind: 'conflict' });
      await expect(refused).rejects.toThrow(`churn v${release.number} at ${endpoint.name}`);
      expect(await findOnline(db, { viewId: view.id, key: '[1]' })).not.toBeNull();
    }
    await serve({ route: plain.id });
    await remove();
    expect(await findFeatureView(db, { projectId, name: view.name })).toBeNull();
  });

  it('is looked at again at its end; refused then, the view is there again for what looks it up', async () => {
    const { context, projectId, view, release, plain, endpoint, serve } = await makeUsedView();
    const remove = () => deleteFeatureViewUseCase.run(context, { name: view.name });
    const find = () => findFeatureView(db, { projectId, name: view.name });
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from online_feature where view_id = $1 for update', [view.id]);
    const removing = remove(); // it waits for the rows, and has marked the view before
    const refused = expect(removing).rejects.toThrow(
      `deployed meanwhile: churn v${release.number} at ${endpoint.name}. Online rows of it are gone.`,
    );
    await expect.poll(async () => (await find())?.deletingAt ?? null, { timeout: 20_000 }).not.toBeNull();
    await serve({ route: release.id });
    await holder.query('commit');
    holder.release();
    await refused;
    expect((await find())?.deletingAt).toBeNull();
    const [entry] = await listAudit(db, { projectId, limit: 1 });
    expect(entry).toMatchObject({ action: 'feature-view.delete-refused', subject: view.id, actor: context.actor });
    expect(JSON.stringify(entry?.details)).toContain(`churn v${release.number} at ${endpoint.name}`);
    expect(await listServedViews(db, view.id)).toMatchObject([{ id: view.id }]);
    await putOnline(db, { viewId: view.id, rows: [row(1)] });
    expect(await findOnline(db, { viewId: view.id, key: '[1]' })).not.toBeNull();
    await serve({ route: plain.id });
    await remove();
    expect(await find()).toBeNull();
  });

  it('ends when another request for it was refused meanwhile: the view lives, whatever is served by now', async () => {
    const { context, projectId, view } = await makeUsedView();
    const find = () => findFeatureView(db, { projectId, name: view.name });
    await markViewDeleting(db, { projectId, id: view.id });
    // The other request has taken the mark off and is about to say so: whoever deletes rows waits for it.
    const [unmarked, commit] = [new EventTarget(), new EventTarget()];
    const done = once(unmarked, 'done');
    const other = db.transaction(
      async (tx) => {
        expect(await unmarkViewDeleting(tx, { projectId, id: view.id })).toBe(true);
        const committing = once(commit, 'now');
        unmarked.dispatchEvent(new Event('done'));
        await committing;
      },
      { longestMs: 60_000 },
    );
    await done;
    const refused = expect(deleteFeatureViewUseCase.run(context, { name: view.name })).rejects.toThrow(
      'another request to delete it was refused',
    );
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    await expect.poll(async () => (await db.pool.query(waiting)).rows.length, { timeout: 20_000 }).toBeGreaterThan(0);
    commit.dispatchEvent(new Event('now'));
    await Promise.all([other, refused]);
    expect(await find()).toMatchObject({ id: view.id, deletingAt: null });
    expect(await findOnline(db, { viewId: view.id, key: '[1]' })).not.toBeNull();
  });

  it('that was cut off serves nobody, takes no rows and can be finished', async () => {
    const { context, projectId, view, release, plain, serve } = await makeUsedView();
    await markViewDeleting(db, { projectId, id: view.id });
    expect(await listServedViews(db, view.id)).toEqual([]);
    const { keys, features, name } = view;
    const published = { projectId, name, keys, features, description: '', ttlSeconds: null, createdBy: 'ada' };
    await expect(ensureFeatureView(db, published)).rejects.toThrow('being deleted');
    const remove = () => deleteFeatureViewUseCase.run(context, { name });
    await serve({ route: release.id });
    await expect(remove()).rejects.toThrow('deployed meanwhile');
    expect(await listServedViews(db, view.id)).toMatchObject([{ id: view.id }]);
    await markViewDeleting(db, { projectId, id: view.id });
    await serve({ route: plain.id });
    await remove();
    expect(await findFeatureView(db, { projectId, name })).toBeNull();
  });
});
