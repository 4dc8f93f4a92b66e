// The program of the bench of online reads: a view in memory, read as /get-online-features reads it, without HTTP.
// One JSON line in, one out.
import type { ChangingView } from '@millrace/db';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { createQuietLogger } from '../../testing/quiet-logger';
import { answerFeatures } from '../features/feast-answer';
import { createOnlineStore } from '../features/online-store';

const requestSchema = z.object({
  entities: z.int().positive(),
  features: z.int().positive(),
  reads: z.int().positive(),
});
const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const random = createRandom(20);

const nameOf = (_: unknown, at: number) => `f${at}`;

async function makeStore({ entities, features }: z.output<typeof requestSchema>) {
  const names = Array.from({ length: features }, nameOf);
  const facts: ChangingView = {
    ...{ id: 'view', projectId, name: 'bench', description: '', ttlSeconds: 86_400, createdBy: 'bench', change: 0 },
    ...{ createdAt: new Date(), refreshedAt: null, deletingAt: null, deletions: 0 },
    keys: [{ name: 'id', type: 'integer' }],
    features: names.map((name) => ({ name, type: 'number' })),
  };
  const now = Date.now() * 1000;
  const rows = Array.from({ length: entities }, (_, id) => ({
    ...{ key: JSON.stringify([id]), eventTime: new Date(), eventMicros: now, knownMicros: now },
    values: Object.fromEntries(names.map((name) => [name, random.next()])),
  }));
  const online = createOnlineStore({
    source: {
      listViews: async () => [facts],
      readRows: async ({ after }) => (after === '' ? rows : []),
      readChanges: async () => [],
      readKeys: async () => [],
      readPlaces: async () => new Map<string, number>(),
    },
    logger: createQuietLogger(),
  });
  await online.reload();
  return { online, names };
}

async function measure(request: z.output<typeof requestSchema>) {
  const { online, names } = await makeStore(request);
  const features = names.map((name) => `bench:${name}`);
  const read = (id: number) => {
    const asked = { features, entities: { id: [id] }, full_feature_names: false };
    const begun = performance.now();
    const answer = answerFeatures(asked, { projectId, online, now: Date.now() });
    const ms = performance.now() - begun;
    if (!answer.ok) throw new Error(answer.error.message);
    return ms;
  };
  for (let n = 0; n < request.reads; n += 1) read(random.int(request.entities)); // warms up
  const times = Array.from({ length: request.reads }, () => read(random.int(request.entities)));
  return { ms: times };
}

await answerLines(requestSchema, measure);
