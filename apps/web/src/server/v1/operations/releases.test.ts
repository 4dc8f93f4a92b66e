import { createRelease, listAudit, recordArtifact, setAlias } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { makeKey } from '../../keys/api-keys';
import { hashOf, makeStoredThings } from '../../testing/stored-things';
import { db, makeMember, withTestServer } from '../../testing/test-server';
import { handleOperation } from '../handle';
import { operations } from '.';

withTestServer({
  dataService: (request, response) => response.end(`bytes of ${request.url}`),
});

/** A project with versions 1 and 2 of churn, of which the first is the champion, and a way to ask with a key that reads. */
async function makeReleases() {
  const project = await makeProject(db);
  const owner = await makeMember(db, { project, role: 'viewer' });
  const { key } = await makeKey({
    ...{ projectId: project.id, name: 'k', scopes: ['read'], ownerId: owner.user, expiresAt: null },
  });
  const { release, model } = await makeStoredThings(db, project.id);
  const bundleHash = hashOf(`second bundle of ${release.id}`);
  await recordArtifact(db, { hash: bundleHash, bytes: 12, kind: 'bundle', location: `a/${bundleHash}` });
  const second = await createRelease(db, {
    ...{ modelId: model.id, bundleHash, modelHash: release.modelHash, manifest: release.manifest, createdBy: 'ada' },
  });
  await setAlias(db, { modelId: model.id, alias: 'champion', releaseId: release.id });
  const ask = (path: string) =>
    handleOperation(
      operations,
      new Request(`http://millrace.test/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } }),
    );
  const idOf = async (name: string): Promise<ReleaseId> =>
    (await (await ask(`/releases/${encodeURIComponent(name)}`)).json()).id;
  return { project, first: release, second, bundleHash, ask, idOf };
}

it('finds a release as people name it', async () => {
  const { first, second, bundleHash, ask, idOf } = await makeReleases();
  for (const name of ['churn@1', 'churn@v1', 'churn v1', 'churn@champion', first.id])
    expect(await idOf(name)).toBe(first.id);
  expect(await idOf('churn@2')).toBe(second.id);
  expect(await (await ask('/releases/churn@2')).json()).toEqual({
    ...{ id: second.id, model: 'churn', number: 2, bundle: bundleHash, bytes: 12 },
  });
  const listed = await (await ask('/releases')).json();
  expect(listed.items.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
});

it.each([
  ['churn@9', 404, 'There is no release churn@9 in this project.', 'There are churn@2, churn@1.'],
  ['churn@nobody', 404, 'There is no release churn@nobody in this project.', 'There are churn@2, churn@1.'],
  ['leaving@1', 404, 'This project has no model "leaving".', 'Models lists what there is'],
  ['churn', 422, '"churn" names no release', 'Write churn@7'],
])('says of %s what there is', async (name, status, detail, next) => {
  const { ask } = await makeReleases();
  const answer = await ask(`/releases/${name}`);
  const problem = await answer.json();
  expect([answer.status, problem.detail, problem.next]).toEqual([
    status,
    expect.stringContaining(detail),
    expect.stringContaining(next),
  ]);
});

it('streams the bundle with its hash, and writes down who took it', async () => {
  const { project, second, bundleHash, ask } = await makeReleases();
  const answer = await ask('/releases/churn@2/bundle');
  expect(await answer.text()).toBe(`bytes of /artifacts/${bundleHash}`);
  expect(answer.headers.get('millrace-bundle')).toBe(bundleHash);
  expect(answer.headers.get('content-disposition')).toContain('churn-v2.tar');
  const audit = await listAudit(db, { projectId: project.id, limit: 10 });
  expect(audit).toContainEqual(
    expect.objectContaining({ action: 'release.download', subject: second.id, actor: expect.stringMatching(/^key:/) }),
  );
});
