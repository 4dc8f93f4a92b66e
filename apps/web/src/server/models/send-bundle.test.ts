import { listAudit } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { rowsInside } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { GET as bundleRoute } from '../../app/api/bundle/[release]/route';
import { addRelease } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { sendBundle } from './send-bundle';

withTestServer({
  dataService: (request, response) => {
    if (request.url?.endsWith('/without-rows') === true) response.setHeader('millrace-sent', 'c'.repeat(64));
    response.end(`bytes of ${request.url}`);
  },
});

async function makeRelease() {
  const context = await makeContext(db, 'viewer');
  const { release } = await makeStoredThings(db, context.project.id);
  const send = (headers: Record<string, string> = {}) =>
    sendBundle(context, { name: release.id, request: new Request('http://millrace.test/', { headers }) });
  const taken = async () => (await listAudit(db, { projectId: context.project.id, limit: 10 })).length;
  return { context, release, send, taken };
}

it('sends the bundle of a release with its hash, and writes down who took it', async () => {
  const { context, release, send } = await makeRelease();
  const answer = await send();
  expect(await answer.text()).toBe(`bytes of /artifacts/${release.bundleHash}`);
  expect(answer.headers.get('etag')).toBe(`"${release.bundleHash}"`);
  expect(answer.headers.get('millrace-sent')).toBe(release.bundleHash);
  expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  expect(await listAudit(db, { projectId: context.project.id, limit: 10 })).toContainEqual(
    expect.objectContaining({ action: 'release.download', subject: release.id, actor: context.actor }),
  );
});

it('sends nothing to who has those bytes, and writes nothing down', async () => {
  const { release, send, taken } = await makeRelease();
  const before = await taken();
  const answer = await send({ 'if-none-match': `"${release.bundleHash}"` });
  expect([answer.status, await answer.text(), await taken()]).toEqual([304, '', before]);
  expect((await send({ 'if-none-match': '"another"' })).status).toBe(200);
});

it('sends a bundle of before held-out rows lay beside it without them, and says the hash of what it sends', async () => {
  const { context, release } = await makeRelease();
  const file = { path: rowsInside, bytes: 9, sha256: 'e'.repeat(64) };
  const old = await addRelease(db, { ...release, manifest: { ...release.manifest, files: [file] } });
  const send = (headers: Record<string, string>) =>
    sendBundle(context, { name: old.id, request: new Request('http://millrace.test/', { headers }) });
  // What a browser has kept of before is not taken for it.
  const answer = await send({ 'if-none-match': `"${old.bundleHash}"` });
  expect(await answer.text()).toBe(`bytes of /artifacts/${old.bundleHash}/without-rows`);
  expect(answer.headers.get('millrace-sent')).toBe('c'.repeat(64));
  expect(answer.headers.get('millrace-bundle')).toBe(old.bundleHash);
  expect((await send({ 'if-none-match': answer.headers.get('etag') ?? '' })).status).toBe(304);
});

it('has no release of another project, and answers nobody who is not signed in', async () => {
  const { release } = await makeRelease();
  const stranger = await makeContext(db, 'admin');
  const asked = { name: release.id, request: new Request('http://millrace.test/') };
  await expect(sendBundle(stranger, asked)).rejects.toThrow(`There is no release ${release.id} in this project.`);
  const { slug } = await makeProject(db);
  const route = await bundleRoute(new Request(`http://millrace.test/api/bundle/${release.id}?project=${slug}`), {
    params: Promise.resolve({ release: release.id }),
  });
  expect(route.status).toBe(401);
});
