import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addViewVersion,
  adoptViewPack,
  deleteFeatureView,
  ensureFeatureView,
  findArtifact,
  findViewPack,
  listUnusedArtifacts,
  projectUsesArtifact,
  recordArtifact,
  resolveReferences,
  startRun,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { type ArtifactHash, type ProjectId, type RunId, runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runTask } from '../child/tasks';
import { type ArtifactStore, createArtifactStore, hashJson } from '../data/artifact-store';
import { asOfJoinSql } from '../data/as-of-join';
import { parquetRelation, quoteText } from '../data/sql-text';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { collectArtifacts } from '../scheduling/upkeep';
import { createQuietLogger } from '../testing/quiet-logger';
import { type PackingDeps, packAt, packViews } from './pack-views';

const root = scratchFolder('pack-views');
const session = scratchSession(root);
const folder = join(root, 'tasks');
let test: TestDatabase;
let store: ArtifactStore;
let projectId: ProjectId;
let deps: PackingDeps;

beforeAll(async () => {
  test = await createTestDatabase();
  store = await createArtifactStore(join(root, 'artifacts'));
  projectId = (await makeProject(test.db)).id;
  deps = {
    db: test.db,
    store,
    folder,
    runTask: ({ task, args, folder: own, signal }) =>
      runTask({ kind: 'task', id: '1', task, args, folder: own, threads: 1, memoryMegabytes: 512 }, signal),
    signal: new AbortController().signal,
    logger: createQuietLogger(),
  };
});
afterAll(() => test?.drop());

const shape = {
  keys: [{ name: 'id', type: 'integer' as const }],
  features: [{ name: 'v', type: 'number' as const }],
  ttlSeconds: null,
};

function makeView(name: string) {
  return ensureFeatureView(test.db, { ...shape, projectId, name, description: '', createdBy: 'ada' });
}

type Outputs = { port: string; kind: string; hash: ArtifactHash }[];

type Nights = {
  from: number;
  count: number;
  /** Added to the values: tables of other values are other artifacts. */
  salt?: number;
  /** Makes the run that a publication is an output of. */
  runOf?: (outputs: Outputs) => Promise<RunId>;
};

/** Publications of the same entities, each night another one. */
async function publish(viewId: string, { from, count, salt = 0, runOf }: Nights): Promise<void> {
  mkdirSync(join(root, 'made'), { recursive: true });
  for (let night = from; night < from + count; night++) {
    const path = join(root, 'made', `${randomUUID()}.parquet`);
    const query = `SELECT range AS __row, range AS id, TIMESTAMP '2026-01-01' AS event_time,
      TIMESTAMP '2026-01-01' + INTERVAL (${night}) DAY AS known_since,
      CASE WHEN range = 0 THEN ${night + salt} ELSE ${1 + salt} END::DOUBLE AS v FROM range(10)`;
    await session.run(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet)`);
    const table = await store.putFile(path);
    const meta = hashJson({ night, viewId });
    await recordArtifact(test.db, { ...table, kind: 'table' });
    await recordArtifact(test.db, {
      hash: meta.hash,
      bytes: meta.bytes,
      kind: 'table-meta',
      inline: { night, viewId },
    });
    const outputs = [
      { port: 'table', kind: 'table', hash: table.hash },
      { port: 'table.meta', kind: 'table-meta', hash: meta.hash },
    ];
    const runId = runOf === undefined ? runIdSchema.parse(randomUUID()) : await runOf(outputs);
    const run = { runId, pipelineId: null, rows: 10, entities: 10, notOnline: null };
    const key = { viewId, requestKey: randomUUID() };
    await addViewVersion(test.db, { ...key, ...run, tableHash: table.hash, metaHash: meta.hash });
  }
}

/** The tables that a look-up of the view is planned with, in order. */
async function tablesOf(view: string): Promise<string[]> {
  return Object.keys(await artifactsOf(view)).filter((name) => !name.endsWith('.meta'));
}

async function artifactsOf(view: string): Promise<Record<string, ArtifactHash>> {
  const id = stepIdSchema.parse('look');
  const place = { title: 'Look up', position: { x: 0, y: 0 }, disabled: false };
  const step = { id, type: 'lookup-features', version: 1, params: { view }, ...place };
  const document = { ...emptyDocument, steps: { [id]: step } };
  const { references } = await resolveReferences(test.db, { projectId, document });
  return references[id]?.view?.artifacts ?? {};
}

/** What a look-up finds of every entity at noon of each of the first 40 days, by all rows of the view. */
async function answersOf(view: string): Promise<unknown[]> {
  const tables = Object.entries(await artifactsOf(view)).filter(([name]) => !name.endsWith('.meta'));
  const parts: string[] = [];
  for (const [at, [, hash]] of tables.entries()) {
    const location = (await findArtifact(test.db, hash))?.location ?? '';
    parts.push(`SELECT ${at} AS __version, * FROM ${parquetRelation(store.pathOf(location))}`);
  }
  const joined = asOfJoinSql({
    left: `(SELECT e.range AS asked, TIMESTAMP '2026-01-01 12:00' + INTERVAL (d.range) DAY AS moment
            FROM range(10) e, range(40) d)`,
    right: `(${parts.join(' UNION ALL ')})`,
    keys: [{ left: 'asked', right: 'id' }],
    ...{ leftTime: 'moment', eventTime: 'event_time', knownSince: 'known_since', order: ['__version', '__row'] },
    ttlSeconds: null,
    mode: 'strict',
    features: [{ feature: 'v', as: 'found' }],
  });
  return session.query(`SELECT asked, epoch_ms(moment) AS moment, found FROM (${joined}) ORDER BY asked, moment`);
}

type Step = { type: string; params: JsonObject; references: RunSpec['references'] };

/** A run of one step; it goes on until `endRuns`. */
async function beginRun({ type, ...of }: Step): Promise<RunId> {
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('step'), title: 'Step', type, version: 1, seed: 1, inputs: {} },
    ...{ ...of, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const { runId } = await startRun(test.db, {
    ...{ projectId, requestKey: randomUUID(), pipelineId: null, startedBy: 'ada', mayDeploy: false },
    ...{ plan: {}, edges: [], steps: [{ idx: 0, queue: 'cpu' as const, max_attempts: 1, spec }] },
  });
  return runId;
}

/** A run that will look features up in this table, once its turn comes. */
function planRunWith(table: ArtifactHash): Promise<RunId> {
  const view = { kind: 'feature-view' as const, id: 'view', label: 'a view', artifacts: { v1: table } };
  return beginRun({ type: 'lookup-features', params: { view: 'view' }, references: { view } });
}

/** The run of a publication, with its lineage; it goes on until `endRuns`. */
async function runOf(view: string, outputs: Outputs): Promise<RunId> {
  const runId = await beginRun({ type: 'publish-features', params: { view }, references: {} });
  const path = join(root, 'made', `${runId}.ndjson`);
  writeFileSync(path, runId.repeat(100));
  const online = await store.putFile(path);
  await recordArtifact(test.db, { ...online, kind: 'file' });
  for (const { port, hash } of [...outputs, { port: 'table.online', hash: online.hash }])
    await test.db.pool.query(`insert into artifact_use (run_id, idx, dir, port, hash) values ($1, 0, 'out', $2, $3)`, [
      runId,
      port,
      hash,
    ]);
  return runId;
}

async function endRuns(): Promise<void> {
  await test.db.pool.query(`update step_run set status = 'succeeded' where project_id = $1`, [projectId]);
  const ended = `update run set status = 'succeeded', open_steps = 0, finished_at = now() where project_id = $1`;
  await test.db.pool.query(ended, [projectId]);
}

/** Files of the store after upkeep, days later. */
async function filesKept(): Promise<Set<string>> {
  const days = Date.now() + 3 * 24 * 3600_000;
  const upkeep = { db: test.db, files: store, logger: createQuietLogger(), now: () => days };
  await collectArtifacts({ ...upkeep, signal: new AbortController().signal });
  return new Set((await store.sweepCandidates(days)).map(({ location }) => location));
}

const hourLater = () => new Date(Date.now() + 2 * 3600_000);

it('puts many publications into one table, and later ones behind it', async () => {
  const { id } = await makeView('many');
  await publish(id, { from: 0, count: packAt - 1 });
  await packViews(deps, new Date());
  expect(await findViewPack(test.db, id)).toBeNull(); // too few to be worth it
  await publish(id, { from: packAt - 2, count: 1 });
  await packViews(deps, new Date());
  const first = await findViewPack(test.db, id);
  // The night that was published twice counts once.
  expect(first).toMatchObject({ toNumber: packAt, rows: 10 * (packAt - 1), given: 10 * packAt });
  expect(await projectUsesArtifact(test.db, { projectId, hash: first!.tableHash })).toBe(true);
  expect(readdirSync(folder)).toEqual([]);

  await publish(id, { from: packAt - 1, count: packAt });
  await packViews(deps, new Date());
  const second = await findViewPack(test.db, id);
  expect(second).toMatchObject({ toNumber: 2 * packAt, rows: 10 * (2 * packAt - 1), given: 20 * packAt });
  const location = (await findArtifact(test.db, second!.tableHash))?.location ?? '';
  const [newest] = await session.query(
    `SELECT v, __row FROM ${parquetRelation(store.pathOf(location))} WHERE id = 0 ORDER BY __row DESC LIMIT 1`,
  );
  expect(newest?.v).toBe(2 * packAt - 2);

  // The one that was replaced is kept while a run may still be planned with it, or was and goes on; then nothing holds it.
  const unused = () => listUnusedArtifacts(test.db, { olderThan: hourLater(), limit: 1000 });
  await planRunWith(first!.tableHash);
  expect(await unused()).not.toContain(first!.tableHash);
  await packViews(deps, hourLater());
  expect(await unused()).not.toContain(first!.tableHash);
  await endRuns();
  // Where files of publications cannot be let go, the packs that were replaced still are.
  await test.db.pool.query('alter table artifact_use rename to artifact_use_away');
  const logger = createQuietLogger();
  await packViews({ ...deps, logger }, hourLater());
  await test.db.pool.query('alter table artifact_use_away rename to artifact_use');
  expect(logger.lines).toMatchObject([{ level: 'warn', message: 'files of feature views could not be let go' }]);
  expect(await unused()).toContain(first!.tableHash);
  expect(await unused()).not.toContain(second!.tableHash);
});

it('is what a look-up is planned with', async () => {
  const { id } = await makeView('planned');
  await publish(id, { from: 0, count: packAt });
  expect(await tablesOf('planned')).toHaveLength(packAt);
  await packViews(deps, new Date());
  await publish(id, { from: packAt, count: 2 });
  expect(await tablesOf('planned')).toEqual([packAt, packAt + 1, packAt + 2].map((number) => `v${number}`));
});

it('frees the disk of what it packs, once no run can read that any more, and answers stay the same', async () => {
  const view = 'freed';
  const { id } = await makeView(view);
  const made: Outputs = [];
  await publish(id, {
    ...{ from: 0, count: packAt + 2, salt: 1000 },
    runOf: (outputs) => {
      made.push(...outputs);
      return runOf(view, outputs);
    },
  });
  const tables = made.filter(({ port }) => port === 'table').map(({ hash }) => hash);
  const placeOf = async (hash: ArtifactHash) => (await findArtifact(test.db, hash))?.location ?? null;
  const places = (await Promise.all(tables.map(placeOf))).filter((place) => place !== null);
  const keptOf = (kept: Set<string>) => places.filter((place) => kept.has(place)).length;
  const expected = await answersOf(view);
  await packViews(deps, new Date());
  const all = await filesKept();
  expect(keptOf(all)).toBe(packAt + 2); // somebody may have planned with them just now
  await packViews(deps, hourLater());
  expect((await filesKept()).size).toBe(all.size); // the runs that made them go on, and note what their steps take in
  await endRuns();
  const [first, second] = tables;
  if (first === undefined || second === undefined) throw new Error('no tables');
  await planRunWith(second);
  // One table was the input of a step: what came out of that is explained by it.
  await test.db.pool.query(
    `insert into artifact_use (run_id, idx, dir, from_idx, port, hash) values ($1, 1, 'in', 0, 'table', $2)`,
    [randomUUID(), first],
  );
  await publish(id, {
    ...{ from: packAt + 2, count: 1, salt: 1000 },
    runOf: (outputs) => runOf(view, outputs),
  });
  const more = await answersOf(view);
  await packViews(deps, hourLater());
  const fewer = await filesKept();
  expect(places.slice(0, 3).map((place) => fewer.has(place))).toEqual([true, true, false]);
  // The tables but for these two, and the lines that went online; the last publication has both, as its run goes on.
  expect([keptOf(fewer), fewer.size]).toEqual([2, all.size + 2 - packAt - (packAt + 2)]);
  await endRuns();
  await packViews(deps, hourLater());
  const least = await filesKept();
  expect(keptOf(least)).toBe(1);
  expect(least.has(places[0] ?? '')).toBe(true);
  expect(await answersOf(view)).toEqual(more);
  expect(more.slice(0, 30)).toEqual(expected.slice(0, 30));
});

it('gives way to whoever packed or deleted the view meanwhile, and a broken view stops no other', async () => {
  const { id } = await makeView('raced');
  await publish(id, { from: 0, count: packAt });
  await packViews(deps, new Date());
  const pack = await findViewPack(test.db, id);
  const { tableHash, metaHash } = pack!;
  const late = { viewId: id, replaces: null, toNumber: packAt, tableHash, metaHash, rows: 1, given: 1 };
  expect(await adoptViewPack(test.db, late)).toBe(false);
  expect(await findViewPack(test.db, id)).toEqual(pack);

  const broken = await makeView('broken');
  await publish(broken.id, { from: 0, count: packAt + 1 });
  const whole = await makeView('whole');
  await publish(whole.id, { from: 0, count: packAt });
  const failing: PackingDeps = {
    ...deps,
    runTask: (task) =>
      JSON.stringify(task.args).includes('"ttlSeconds":null')
        ? deps.runTask(task)
        : Promise.reject(new Error('broken')),
  };
  await test.db.pool.query(`update feature_view set ttl_seconds = 5 where id = $1`, [broken.id]);
  await packViews(failing, new Date());
  expect([await findViewPack(test.db, broken.id), (await findViewPack(test.db, whole.id))?.toNumber]).toEqual([
    null,
    packAt,
  ]);

  await deleteFeatureView(test.db, { projectId, id });
  expect(await findViewPack(test.db, id)).toBeNull();
  expect(await adoptViewPack(test.db, late)).toBe(false);
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

it('ends at once when the process stops, and leaves nothing half done', async () => {
  const { id } = await makeView('stopped');
  await publish(id, { from: 0, count: packAt });
  const stop = new AbortController();
  const begun: string[] = [];
  await packViews(
    {
      ...deps,
      signal: stop.signal,
      runTask: ({ task, signal }) =>
        new Promise((_resolve, reject) => {
          begun.push(task);
          signal.addEventListener('abort', () => reject(new Error('ended')));
          stop.abort();
        }),
    },
    new Date(),
  );
  expect(begun).toEqual(['pack-view']); // and no other view after it
  expect(await findViewPack(test.db, id)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

it('lets the lines go that went online of a view that is deleted, and keeps the tables of its runs', async () => {
  const view = 'gone';
  const { id } = await makeView(view);
  await publish(id, { from: 0, count: 2, salt: 2000, runOf: (outputs) => runOf(view, outputs) });
  await endRuns();
  const before = (await filesKept()).size;
  await deleteFeatureView(test.db, { projectId, id });
  expect((await filesKept()).size).toBe(before - 2);
});
