import { deleteEndpoint, insertPredictions } from '@millrace/db';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { testPrediction } from '../testing/test-prediction';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { addTracedRelease } from '../testing/traced-release';
import { listRequestsUseCase, requestFiltersUseCase } from './requests';

withTestServer();

const hour = 3600_000;

/** 30 answers of two releases an hour apart, each with a copy in the shadow, and one refusal three weeks ago. */
async function makeAsked() {
  const context = await makeContext(db, 'engineer');
  const projectId = context.project.id;
  const stored = await makeStoredThings(db, projectId);
  const other = await addTracedRelease(db, { projectId, stored, batches: [], name: 'other' });
  const [endpoint, release] = [stored.endpoint.id, stored.release.id];
  const begin = Date.now();
  const ago = (hours: number) => new Date(begin - hours * hour).toISOString();
  const asked = Array.from({ length: 30 }, (_, at) =>
    testPrediction({ endpoint, release: at % 2 === 0 ? release : other.id, at: ago(at + 1) }),
  );
  const copies = asked.map(({ id, at }) => testPrediction({ endpoint, release: other.id, at, shadowOf: id }));
  const reason = 'tenure: a text';
  const refused = testPrediction({
    endpoint,
    release: null,
    at: ago(21 * 24),
    status: 'invalid',
    output: null,
    reason,
  });
  await insertPredictions(db, [...asked, ...copies, refused]);
  return { context, stored, other, asked, refused };
}

type Asked = { endpoint?: string; release?: string; outcome?: 'invalid'; limit?: number };

async function idsOf({ context }: Awaited<ReturnType<typeof makeAsked>>, asked: Asked) {
  const found: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined; ; pages += 1) {
    const input = listRequestsUseCase.input.parse({ ...asked, ...(cursor === undefined ? {} : { cursor }) });
    const page = await listRequestsUseCase.run(context, input);
    found.push(...page.items.map(({ id }) => id));
    if (page.next === null) return { found, pages: pages + 1 };
    cursor = page.next;
  }
}

it('lists what was asked newest first, page by page, without copies for a shadow', async () => {
  const made = await makeAsked();
  const all = [...made.asked, made.refused].filter(({ id }) => id !== made.stored.prediction.id);
  const { found } = await idsOf(made, { endpoint: made.stored.endpoint.id, limit: 7 });
  expect(found.filter((id) => id !== made.stored.prediction.id)).toEqual(all.map(({ id }) => id));
});

it('keeps to a release, and names it and who asked', async () => {
  const made = await makeAsked();
  const { found } = await idsOf(made, { release: made.other.id, limit: 10 });
  expect(found).toEqual(made.asked.filter(({ release }) => release === made.other.id).map(({ id }) => id));
  const input = listRequestsUseCase.input.parse({ release: made.other.id, limit: 1 });
  const { items } = await listRequestsUseCase.run(made.context, input);
  expect(items).toMatchObject([{ releaseName: `churn v${made.other.number}`, callerName: expect.any(String) }]);
});

it('finds a rare outcome by looking back week by week, and says how far', async () => {
  const made = await makeAsked();
  const first = await listRequestsUseCase.run(made.context, listRequestsUseCase.input.parse({ outcome: 'invalid' }));
  expect(first).toMatchObject({ items: [], lookedTo: expect.any(Date), next: expect.any(String) });
  const { found, pages } = await idsOf(made, { outcome: 'invalid' });
  expect([found, pages]).toEqual([[made.refused.id], 4]);
});

it('offers the endpoints and the releases that were sent to one, and shows those of no other project', async () => {
  const made = await makeAsked();
  const filters = await requestFiltersUseCase.run(made.context, {});
  expect(filters).toMatchObject({ endpoints: [{ name: 'churn' }], releases: [{ name: 'churn v1' }] });
  const stranger = await makeContext(db, 'engineer');
  const asked = (more: Asked) => listRequestsUseCase.run(stranger, listRequestsUseCase.input.parse(more));
  expect((await asked({ release: made.other.id })).items).toEqual([]);
  await expect(asked({ endpoint: made.stored.endpoint.id })).rejects.toMatchObject({ kind: 'not-found' });
});

it('looks back a week for a release, and goes on only where it answered before, copies for a shadow apart', async () => {
  const made = await makeAsked();
  const endpoint = made.stored.endpoint.id;
  const longAgo = new Date(Date.now() - 20 * 24 * hour).toISOString();
  const old = testPrediction({ endpoint, release: made.stored.release.id, at: longAgo });
  const copy = testPrediction({ endpoint, release: made.other.id, at: longAgo, shadowOf: old.id });
  await insertPredictions(db, [old, copy]);
  const pageOf = (release: string) =>
    listRequestsUseCase.run(made.context, listRequestsUseCase.input.parse({ release, limit: 200 }));
  expect(await pageOf(made.stored.release.id)).toMatchObject({ lookedTo: expect.any(Date), next: expect.any(String) });
  expect(await pageOf(made.other.id)).toMatchObject({ lookedTo: null, next: null });
  expect((await idsOf(made, { release: made.stored.release.id })).found).toContain(old.id);
});

it('keeps listing what an endpoint was asked that is deleted, and offers it as such', async () => {
  const made = await makeAsked();
  const endpoint = made.stored.endpoint.id;
  await deleteEndpoint(db, { projectId: made.context.project.id, id: endpoint });
  const everywhere = await idsOf(made, { limit: 200 });
  expect(everywhere.found).toContain(made.refused.id);
  expect(await idsOf(made, { endpoint, limit: 200 })).toEqual(everywhere);
  const { endpoints } = await requestFiltersUseCase.run(made.context, {});
  expect(endpoints).toEqual([{ id: endpoint, name: 'churn (deleted)' }]);
});
