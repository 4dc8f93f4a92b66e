import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createDeployment, createEndpoint, type Deployment, type Endpoint, getEndpointUnchecked } from '@millrace/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredArtifact } from '../data/artifact-store';
import { testEvaluation } from '../testing/test-bundle';
import { until } from '../testing/until';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;
/** Two releases of a model each at their endpoint: the second answers, the first stands behind it. */
let prices: Endpoint;
let first: Made;
let second: Made;

type Made = { release: Deployment['releaseId']; bundle: StoredArtifact; name: string; path: string };

async function register(slope: number): Promise<Made> {
  const made = await flow.makeBundle({ slope, evaluation: testEvaluation(0.9, [0.88, 0.92]) });
  await flow.register(made);
  await flow.outboxEmpty();
  const { id, number } = await flow.latestRelease();
  return { release: id, bundle: made.bundle, name: `prices v${number}`, path: flow.store.pathOf(made.bundle.location) };
}

async function makeEndpoint(name: string): Promise<Endpoint> {
  const wish = { projectId: flow.project.id, name, slug: `${flow.project.slug}.${name}` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

async function deploy(endpoint: Endpoint, { release }: Made, kind: 'deploy' | 'rollback' = 'deploy') {
  const wish = { endpointId: endpoint.id, releaseId: release, strategy: 'sandbox', createdBy: 'grace', kind } as const;
  return flow.finished((await createDeployment(flow.db, wish)).id);
}

/** Turns one bit of a stored bundle; answers how to put it back. */
function flipByte(path: string): () => void {
  const whole = readFileSync(path);
  const flipped = Buffer.from(whole);
  const at = flipped.indexOf('"trainer"'); // inside a file of the archive, not in its padding
  flipped[at + 1] = (flipped[at + 1] ?? 0) ^ 1;
  rmSync(path); // stored files are read-only
  writeFileSync(path, flipped);
  return () => writeFileSync(path, whole);
}

const answered = async (ask: ReleaseFlow['ask'] = flow.ask) => (await ask(prices.slug, [{ x: 1 }])).json;

beforeAll(async () => {
  flow = await startReleaseFlow();
  prices = await makeEndpoint('prices-api');
  first = await register(2);
  second = await register(3);
  for (const made of [first, second]) expect((await deploy(prices, made)).status).toBe('succeeded');
  await until(async () => (await answered()).release === 'v2', { what: 'the second release to answer' });
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

it('a rollback to a release whose file was deleted by hand is refused with its name, the file and what to do', async () => {
  const whole = readFileSync(first.path);
  rmSync(first.path);
  const before = await getEndpointUnchecked(flow.db, prices.id);
  const row = await deploy(prices, first, 'rollback');
  writeFileSync(first.path, whole);
  expect(row).toMatchObject({ status: 'failed', error: { code: 'bundle-missing' } });
  const told = JSON.stringify(row.error);
  for (const words of [first.name, first.bundle.location, 'Restore this file']) expect(told).toContain(words);
  expect(await getEndpointUnchecked(flow.db, prices.id)).toEqual(before);
  expect((await answered()).predictions[0]?.prediction).toBeCloseTo(3, 9);
});

it('a damaged bundle is not deployed, and what answers goes on', async () => {
  const third = await register(4);
  flipByte(third.path);
  const row = await deploy(prices, third);
  expect(row).toMatchObject({ status: 'failed', error: { code: 'bundle-missing' } });
  const told = JSON.stringify(row.error);
  for (const words of [third.name, third.bundle.location, 'with hash']) expect(told).toContain(words);
  expect((await answered()).predictions[0]?.prediction).toBeCloseTo(3, 9);
});

it('at a restart the chain answers for a release whose bundle is damaged, and other endpoints as ever', async () => {
  const other = await makeEndpoint('other-api');
  expect((await deploy(other, first)).status).toBe('succeeded');
  const mend = flipByte(second.path);
  const scoring = await flow.restarted();
  try {
    const answer = await answered(scoring.ask);
    const reason = expect.stringContaining('v2 was away: it cannot be loaded');
    expect(answer).toMatchObject({ release: 'v1', predictions: [{ fallback: { rank: 1, reason } }] });
    expect(answer.predictions[0]?.prediction).toBeCloseTo(2, 9);
    const beside = await scoring.ask(other.slug, [{ x: 1 }]);
    expect(beside.json.predictions[0]?.prediction).toBeCloseTo(2, 9);
  } finally {
    await scoring.stop();
    mend();
  }
});
