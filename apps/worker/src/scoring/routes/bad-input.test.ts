import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeEndpoint } from '../../testing/fake-release';
import { numbersRelease, type ProtocolServer, startProtocolServer } from '../../testing/protocol-server';

let server: ProtocolServer;
beforeAll(async () => {
  server = await startProtocolServer({
    releases: [numbersRelease],
    endpoints: [fakeEndpoint({ slug: 'shop.numbers', routes: [[2, 1]] })],
  });
});
afterAll(() => server.close());

type Fields = Record<string, number>;

/** Where each protocol is spoken, how it sends one row, and the words that its errors are told in. */
const protocols = {
  native: {
    path: '/serve/shop.numbers/predict',
    body: (row: Fields): object => ({ rows: [row] }),
    isProblem: (json: object) => 'error' in json && typeof json.error === 'object',
  },
  MLflow: {
    path: '/serve/shop.numbers/invocations',
    body: (row: Fields): object => ({ instances: [row] }),
    isProblem: (json: object) => 'error_code' in json && 'message' in json,
  },
  OIP: {
    path: '/v2/models/shop.numbers/infer',
    body: (row: Fields): object => ({
      inputs: Object.entries(row).map(([name, value]) => ({ name, shape: [1], datatype: 'FP64', data: [value] })),
    }),
    isProblem: (json: object) => 'error' in json && typeof json.error === 'string',
  },
};
type Protocol = keyof typeof protocols;

const whole = (protocol: Protocol) => JSON.stringify(protocols[protocol].body({ x: 1, y: 2 }));
/** The same with `1` written in another way. */
const withOne = (text: string) => (protocol: Protocol) =>
  whole(protocol).replace(/([:[])1([,\]])(?!,"datatype)/, `$1${text}$2`);
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;

type Case = { body: (protocol: Protocol) => string; type?: string; status: Record<Protocol, number> };
const every = (status: number) => ({ native: status, MLflow: status, OIP: status });

const cases: Record<string, Case> = {
  'a body that nests 10,000 deep': { body: () => deep, status: every(400) },
  'a field that nests 10,000 deep': { body: withOne(deep), status: every(400) },
  NaN: { body: withOne('NaN'), status: every(400) },
  'a field given twice': {
    body: (protocol) => whole(protocol).replace(/^\{("\w+"):/, '{$1:[],$1:'),
    status: every(400),
  },
  'a missing feature': {
    body: (protocol) => JSON.stringify(protocols[protocol].body({ x: 1 })),
    status: { native: 422, MLflow: 400, OIP: 400 },
  },
  // MLflow's own server passes over columns that a model does not know.
  'an extra feature': {
    body: (protocol) => JSON.stringify(protocols[protocol].body({ x: 1, y: 2, z: 3 })),
    status: { native: 422, MLflow: 200, OIP: 400 },
  },
  // The others read JSON whatever it is said to be, and refuse what is none.
  'a wrong content type': {
    body: () => 'x;y\n1;2\n',
    type: 'application/xml',
    status: { native: 400, MLflow: 415, OIP: 400 },
  },
};

async function ask(protocol: Protocol, { body, type = 'application/json' }: Pick<Case, 'body' | 'type'>) {
  const response = await fetch(`${server.base}${protocols[protocol].path}`, {
    method: 'POST',
    headers: { 'x-api-key': 'secret', 'content-type': type },
    body: body(protocol),
  });
  return { status: response.status, text: await response.text() };
}

describe.each(Object.keys(protocols) as Protocol[])('%s', (protocol) => {
  // keys() forgets the names
  it('answers what is right', async () => {
    expect((await ask(protocol, { body: whole })).status).toBe(200);
  });

  it.each(Object.entries(cases))('refuses %s in its own words', async (_what, { status, ...sent }) => {
    const answered = await ask(protocol, sent);
    expect(answered.status).toBe(status[protocol]);
    if (answered.status === 200) return;
    if (answered.status === 415) expect(answered.text).toContain('only supports application/json and text/csv');
    else expect(protocols[protocol].isProblem(JSON.parse(answered.text))).toBe(true);
  });
});
