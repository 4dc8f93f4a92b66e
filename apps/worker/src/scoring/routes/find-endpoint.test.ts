import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEndpoint, testId } from '../../testing/fake-release';
import { mixedRelease, type ProtocolServer, startProtocolServer } from '../../testing/protocol-server';

const elsewhere = projectIdSchema.parse(testId(999));
const ofOthers = (slug: string, release: number) => ({
  ...fakeEndpoint({ slug, routes: [[release, 1]] }),
  projectId: elsewhere,
});

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [mixedRelease],
    endpoints: [
      fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]] }),
      fakeEndpoint({ slug: 'shop.gone', routes: [[9, 1]] }),
      ofOthers('other.mixed', 1),
      ofOthers('other.gone', 9),
    ],
  });
});
afterAll(() => server.close());

const row = { age: 1, rate: 1, member: true, plan: 'x' };
const inputs = Object.entries({ age: 'INT64', rate: 'FP64', member: 'BOOL', plan: 'BYTES' }).map(
  ([name, datatype]) => ({
    ...{ name, datatype, shape: [1], data: [row[name as keyof typeof row]] }, // entries() forgets the names
  }),
);

const protocols: [string, (name: string) => string, unknown][] = [
  ['native', (name) => `/serve/${name}/predict`, row],
  ['MLflow', (name) => `/serve/${name}/invocations`, { instances: [row] }],
  ['OIP', (name) => `/v2/models/${name}/infer`, { inputs }],
];

async function ask(path: string, key: string | null, body?: unknown) {
  const response = await fetch(`${server.base}${path}`, {
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'x-api-key': key }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

describe.each(protocols)('over %s', (_name, pathOf, body) => {
  const names = ['shop.mixed', 'shop.gone', 'other.mixed', 'other.gone', 'nobody.nothing'];

  it.each<[string, string | null, number]>([
    ['no key', null, 401],
    ['any text as a key', 'guess', 401],
    ['a key without the scope', 'reader', 403],
  ])('%s learns the same about every name', async (_what, key, status) => {
    const answers = await Promise.all(names.map((name) => ask(pathOf(name), key, body)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(names.map(() => status));
  });

  it('a key sees why endpoints of its own project fail, and those of others as names that do not exist', async () => {
    const answers = await Promise.all(names.map((name) => ask(pathOf(name), 'secret', body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 404, 404, 404]);
    expect(answers[1]?.text).toContain('its bundle is not there');
    const unnamed = answers.slice(2).map(({ text }, at) => text.replace(names[at + 2] ?? '', 'NAME'));
    expect(new Set(unnamed).size).toBe(1);
  });
});

describe('lists of models', () => {
  it('hold the endpoints of the project of the key alone, with those that fail', async () => {
    expect(JSON.parse((await ask('/v2/models', 'secret')).text)).toEqual({ models: ['shop.mixed'] });
    expect(JSON.parse((await ask('/v2/repository/index', 'secret', {})).text)).toMatchObject([
      { name: 'shop.mixed', state: 'READY' },
      { name: 'shop.gone', state: 'UNAVAILABLE' },
    ]);
  });

  it('need a key where nothing is served, and are empty for a key whose project serves nothing', async () => {
    for (const endpoints of [[], [ofOthers('other.mixed', 1)]]) {
      const bare = await startProtocolServer({ releases: [mixedRelease], endpoints });
      const get = (headers: Record<string, string>) => fetch(`${bare.base}/v2/models`, { headers });
      try {
        expect([(await get({})).status, (await get({ 'x-api-key': 'guess' })).status]).toEqual([401, 401]);
        const own = await get({ 'x-api-key': 'secret' });
        expect([own.status, await own.json()]).toEqual([200, { models: [] }]);
      } finally {
        await bare.close();
      }
    }
  });
});
