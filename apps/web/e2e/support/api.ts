import { type APIRequestContext, expect } from '@playwright/test';
import { environment } from './env';

/** For calls that may be made twice: where the server closes a connection while it is taken up again, another one is. */
export const onceMore = { maxRetries: 1 };

/** No connection is kept for another call, which might find it closed: what changes something is made once, and fails where the server does. */
export const ownConnection = { connection: 'close' };

/** Calls what a page calls, for what a test needs and is not about. */
export async function mutate<Answer>(request: APIRequestContext, procedure: string, input: object): Promise<Answer> {
  const headers = { origin: environment.baseUrl, ...ownConnection };
  const answer = await request.post(`/api/trpc/${procedure}`, { data: { json: input }, headers });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).result.data.json;
}

/** Asks what a page asks. */
export async function query<Answer>(request: APIRequestContext, procedure: string, input: object): Promise<Answer> {
  const params = { input: JSON.stringify({ json: input }) };
  const answer = await request.get(`/api/trpc/${procedure}`, { params, headers: ownConnection, ...onceMore });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).result.data.json;
}

/** Inputs are by port: `step`, or `step.port` where the output is not called table; several where a port takes many. */
export type Drawn = [id: string, type: string, params: object, from?: Record<string, string | string[]>];

function drawing(steps: readonly Drawn[]) {
  const drawn = steps.map(([id, type, params], at) => {
    const look = { title: '', position: { x: 300 * at, y: 100 }, disabled: false };
    return [id, { id, type, version: 1, params, ...look }] as const;
  });
  const edges = steps.flatMap(([to, , , from = {}]) =>
    Object.entries(from).flatMap(([port, sources]) =>
      [sources].flat().map((source) => {
        const [step, output = 'table'] = source.split('.');
        const id = `${step}-${to}-${port}`;
        return [id, { id, from: { step, port: output }, to: { step: to, port } }] as const;
      }),
    ),
  );
  return { v: 1, steps: Object.fromEntries(drawn), edges: Object.fromEntries(edges), notes: {}, seed: 20 };
}

/** Makes a pipeline as it is saved; answers its id. */
export async function draw(
  request: APIRequestContext,
  o: { project: string; name: string },
  steps: readonly Drawn[],
): Promise<string> {
  return (await mutate<{ id: string }>(request, 'pipelines.create', { ...o, document: drawing(steps) })).id;
}
