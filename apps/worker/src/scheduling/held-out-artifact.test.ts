import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createDeployment, createEndpoint, type Deployment, type Endpoint } from '@millrace/db';
import { gateSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTar } from '../data/tar';
import { type TestBundle, testEvaluation } from '../testing/test-bundle';
import { type ReleaseFlow, startReleaseFlow } from './testing/release-flow';

let flow: ReleaseFlow;
let prices: Endpoint;
const evaluation = testEvaluation(0.9, [0.88, 0.92]);
const heldOut = Array.from({ length: 200 }, (_, at) => ({ x: at, y: 3 * at + Math.sin(at) }));

type Made = TestBundle & { release: Deployment['releaseId'] };

async function register(slope: number, more: { rowsInside?: boolean } = {}): Promise<Made> {
  const made = await flow.makeBundle({ slope, evaluation, heldOut, ...more });
  await flow.register(made, evaluation);
  await flow.outboxEmpty();
  return { ...made, release: (await flow.latestRelease()).id };
}

async function deploy({ release }: Made, more: object = {}) {
  const wish = { endpointId: prices.id, releaseId: release, strategy: 'direct', createdBy: 'grace' } as const;
  const row = await flow.finished((await createDeployment(flow.db, { ...wish, ...more })).id);
  const checks = gateSchema
    .array()
    .parse(row.gates)
    .flatMap((gate) => gate.checks);
  const check = (id: string) => checks.find((one) => one.id === id);
  return { status: row.status, rows: check('held-out-rows'), slices: check('slices') };
}

const pathOf = (made: Made) => flow.store.pathOf(made.heldOut?.location ?? '');

beforeAll(async () => {
  flow = await startReleaseFlow();
  const wish = { projectId: flow.project.id, name: 'prices-api', slug: `${flow.project.slug}.prices-api` };
  const made = await createEndpoint(flow.db, { ...wish, sandbox: true, createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  prices = made.value;
}, 120_000);
afterAll(() => flow?.stop(), 120_000);

it('rows lie beside the bundle, are kept as long as the release, and gates compare with them', async () => {
  const first = await register(3);
  expect((await readTar(flow.store.pathOf(first.bundle.location))).has('held-out.jsonl')).toBe(false);
  const kept = await flow.db.pool.query(
    "select hash from artifact_pin where owner_kind = 'release' and owner_id = $1",
    [first.release],
  );
  expect(kept.rows.map(({ hash }) => hash)).toContain(first.heldOut?.hash);
  expect(await deploy(first)).toMatchObject({ status: 'succeeded', rows: { status: 'pass' } });
  const worse = await deploy(await register(3.6));
  expect(worse).toMatchObject({ status: 'failed', rows: { status: 'pass', measured: '200 of 200 held-out rows' } });
  expect(worse.slices).toMatchObject({ status: 'fail', reason: expect.stringContaining('MAE') });
});

it('a bundle of before with rows inside deploys, and is compared and compared with', async () => {
  const old = await register(3.0001, { rowsInside: true });
  expect((await readTar(flow.store.pathOf(old.bundle.location))).has('held-out.jsonl')).toBe(true);
  const rows = { status: 'pass', measured: '200 of 200 held-out rows' };
  const compared = { status: 'pass', measured: '200 rows' };
  expect(await deploy(old)).toMatchObject({ status: 'succeeded', rows, slices: compared });
  expect(await deploy(await register(3.0002))).toMatchObject({ status: 'succeeded', rows, slices: compared });
});

it('rows that were deleted by hand, or changed, are named by the checks, and a reason lets the release out', async () => {
  const next = await register(3.0003);
  const path = pathOf(next);
  const whole = readFileSync(path);
  rmSync(path);
  const gone = await deploy(next);
  expect(gone.status).toBe('failed');
  expect(gone.rows).toMatchObject({ status: 'warn' });
  expect(gone.slices).toMatchObject({ status: 'fail', fix: expect.stringContaining('Restore this file') });
  for (const words of ['The 200 held-out rows', `no file at ${next.heldOut?.location}`, 'nothing was compared with'])
    expect(gone.slices?.reason).toContain(words);

  writeFileSync(path, Buffer.from(whole).fill('0', 0, 1));
  const changed = await deploy(next);
  expect(changed.slices?.reason).toMatch(/200 held-out rows .* with hash .* expected .* bytes with hash/);

  const reason = { override: true, overridden: ['slices'], reason: 'The rows were erased on request.' };
  expect((await deploy(next, reason)).status).toBe('succeeded');
  rmSync(path);
  writeFileSync(path, whole);
  expect(await deploy(await register(3.0004))).toMatchObject({ status: 'succeeded', slices: { status: 'pass' } });
});
