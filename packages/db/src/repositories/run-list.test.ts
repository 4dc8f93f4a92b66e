import { randomUUID } from 'node:crypto';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { parseListFilter, resolveListFilter } from '@millrace/pipeline-core/tracking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../mappers/project-row';
import { sql } from '../raw-query';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { countRunList, describeRunList, findRunKeys, orderRunList, type RuleOf, readRunList } from './run-list';
import type { ListSort } from './run-list-filters';
import { orderRunGroups } from './run-list-groups';
import { deleteSavedView, keepSavedView, listSavedViews } from './saved-views';
import { getExperiment } from './tracking-experiments';
import { addTrackPoints } from './tracking-metrics';
import { addTrackInputs, addTrackParams, createTrackRun, setTrackTags, updateTrackRun } from './tracking-runs';

let test: TestDatabase;
let project: Project;
beforeAll(async () => {
  test = await createTestDatabase();
  project = await makeProject(test.db);
  await seed();
});
afterAll(() => test.drop());

const started: ListSort = { side: 'attribute', key: 'started', descending: true };
const ids = new Map<string, string>();

type Logged = {
  name: string;
  params: Record<string, string>;
  points: [key: string, value: number, step: number][];
  tags?: Record<string, string>;
  status?: 'FINISHED' | 'FAILED';
};

async function log(of: Project, startMs: number, { name, params, points, tags = {}, status }: Logged): Promise<string> {
  const { db } = test;
  const experiment = await getExperiment(db, { projectId: of.id, number: 0 });
  if (experiment === null) throw new Error('no experiment');
  const id = randomUUID();
  const own = { projectId: of.id, experimentId: experiment.id, id, name, userName: 'ada', createdBy: 'key:k' };
  await createTrackRun(db, { ...own, startMs: BigInt(startMs) });
  const pairs = (record: Record<string, string>) => Object.entries(record).map(([key, value]) => ({ key, value }));
  await addTrackParams(db, { runId: id, params: pairs(params) });
  await setTrackTags(db, { runId: id, tags: pairs(tags) });
  const rest = { atMs: 0n, modelId: null, datasetName: null, datasetDigest: null };
  await addTrackPoints(db, {
    runId: id,
    points: points.map(([key, value, step]) => ({ key, value, step: BigInt(step), ...rest })),
  });
  if (status !== undefined) {
    await updateTrackRun(db, { projectId: of.id, id, status, endMs: BigInt(startMs + 90_000) });
  }
  ids.set(name, id);
  return id;
}

/** A candidate as a run leaves it, with an evaluation on test rows. */
async function train(
  of: Project,
  o: {
    title: string;
    createdAt: Date;
    auc: number;
    depth: number;
    seed?: number;
    featureSetId?: string;
    runId?: string;
  },
): Promise<void> {
  const { db } = test;
  const manifest = {
    seconds: 12.5,
    batches: [],
    ...{ featureSetId: o.featureSetId ?? 'f', target: 'left' },
    trainer: { params: { depth: o.depth, target: 'left', seedless: null }, seed: o.seed ?? 1 },
  };
  const { id } = await db.prisma.candidate.create({
    data: {
      ...{ projectId: of.id, runId: o.runId ?? randomUUID(), idx: 1, modelHash: randomUUID(), title: o.title },
      ...{ stepType: 'random-forest', task: 'binary', manifest, bytes: 1n, createdAt: o.createdAt },
    },
  });
  const part = (auc: number) => ({
    rows: 50,
    metrics: { auc, logLoss: null },
    intervals: { auc: [auc - 0.1, auc + 0.1] },
  });
  const result = evaluationSchema.parse({
    ...{ v: 1, task: 'binary', target: 'left', part: 'test', curves: {} },
    parts: { train: part(1), validation: part(0.9), test: part(o.auc) },
  });
  await db.prisma.evaluation.create({
    data: { candidateId: id, runId: randomUUID(), idx: 2, result: JSON.parse(JSON.stringify(result)) },
  });
  ids.set(o.title, id);
}

async function seed(): Promise<void> {
  const day = Date.UTC(2026, 10, 1);
  const loss = (last: number): Logged['points'] => [
    ['loss', 0.9, 1],
    ['loss', 0.1, 2],
    ['loss', last, 3],
  ];
  await log(project, day, {
    ...{ name: 'first', status: 'FINISHED', tags: { team: 'Blue', 'mlflow.source.name': 'x.py' } },
    params: { depth: '4', model: 'forest', rate: '1e-1' },
    points: [...loss(0.5), ['auc', 0.7, 0]],
  });
  await log(project, day + 1000, {
    ...{ name: 'second', status: 'FAILED' },
    params: { depth: '10', model: 'net', rate: '0.1' },
    points: [...loss(0.3), ['auc', Number.NaN, 0]],
  });
  await log(project, day + 2000, { name: 'going', params: { depth: 'auto' }, points: [['auc', 0.9, 0]] });
  await train(project, { title: 'Drawn', createdAt: new Date(day + 86_400_000), auc: 0.8, depth: 6 });
  const data = { sourceType: 's', source: '{}', schema: null, profile: null, tags: {} };
  await addTrackInputs(test.db, {
    runId: ids.get('first') ?? '',
    inputs: [{ name: 'customers', digest: 'abcdef0123456', ...data }],
  });
  const other = await makeProject(test.db);
  await log(other, day, { name: 'theirs', params: { depth: '4', secret: '1' }, points: [['hidden', 1, 0]] });
  await train(other, { title: 'their candidate', createdAt: new Date(day), auc: 0.99, depth: 1 });
}

async function clauses(text: string) {
  const parsed = parseListFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const keys = await findRunKeys(test.db, { projectId: project.id, keys: parsed.value.map(({ key }) => key) });
  const resolved = resolveListFilter(parsed.value, keys);
  if (!resolved.ok) throw new Error(resolved.error.message);
  return resolved.value;
}

async function names(text: string, o: { sort?: ListSort; rules?: RuleOf } = {}): Promise<string[]> {
  const { sort = started, rules = {} } = o;
  const found = await orderRunList(test.db, { projectId: project.id, filter: await clauses(text), sort, rules });
  const rows = await readRunList(test.db, { projectId: project.id, ids: found });
  expect(rows).toHaveLength(found.length);
  return rows.map(({ name }) => name);
}

describe('the list of experiments', () => {
  it('holds candidates and logged runs of the project, newest first', async () => {
    expect(await names('')).toEqual(['Drawn', 'going', 'second', 'first']);
    const all = { projectId: project.id, filter: [], rules: {} };
    expect(await countRunList(test.db, all)).toEqual({ total: 4, running: 1 });
    expect(await orderRunList(test.db, { ...all, sort: started, limit: 2 })).toEqual([
      ids.get('Drawn'),
      ids.get('going'),
    ]);
  });

  it('reads runs whose clock was wrong by orders of magnitude', async () => {
    const far = await makeProject(test.db);
    // Microseconds where milliseconds are meant.
    await log(far, Date.UTC(2026, 0, 1) * 1000, { name: 'far off', params: {}, points: [] });
    const found = await orderRunList(test.db, { projectId: far.id, filter: [], rules: {}, sort: started });
    const [row] = await readRunList(test.db, { projectId: far.id, ids: found });
    expect(row?.startedAt?.getUTCFullYear()).toBe(9999);
  });

  it('shows of each what is known', async () => {
    const rows = await readRunList(test.db, { projectId: project.id, ids: [...ids.values()] });
    const [first, second, going, drawn] = rows;
    expect(rows.map(({ name }) => name)).toEqual(['first', 'second', 'going', 'Drawn']);
    expect(first).toMatchObject({ source: 'logged', state: 'done', seconds: 90, experiment: 'Default', author: 'ada' });
    expect(first).toMatchObject({ model: 'forest', data: 'customers abcdef01', tags: { team: 'Blue' } });
    expect(first?.figures['loss']).toMatchObject({
      last: 0.5,
      lastStep: 3,
      low: 0.1,
      lowStep: 2,
      high: 0.9,
      highStep: 1,
    });
    expect(second?.figures['auc']).toMatchObject({ last: Number.NaN, low: null, high: null });
    expect(going).toMatchObject({ state: 'running', endedAt: null, seconds: null });
    expect(drawn).toMatchObject({
      source: 'pipeline',
      seconds: 12.5,
      model: 'random forest',
      stepType: 'random-forest',
    });
    expect(drawn?.params).toEqual({ depth: '6', target: 'left' });
    expect(drawn?.figures).toEqual({
      auc: expect.objectContaining({ last: 0.8, intervalLow: expect.closeTo(0.7), part: 'test', rows: 50 }),
    });
  });

  it.each([
    ['auc > 0.75', ['Drawn', 'going']],
    ['auc < 5', ['Drawn', 'going', 'first']],
    ['auc > 0.5 and model = "FOREST"', ['first']],
    ['model: forest', ['Drawn', 'first']],
    ['depth >= 6', ['Drawn', 'second']],
    ['depth != 10', ['Drawn', 'going', 'first']],
    ['rate = 0.1', ['second', 'first']],
    ['rate is null', ['Drawn', 'going']],
    ['loss is not null and state = failed', ['second']],
    ['source = pipeline', ['Drawn']],
    ['team = blue', ['first']],
    ['name in ("First", "going")', ['going', 'first']],
    ['data: customers', ['first']],
    ['duration > 60', ['second', 'first']],
    ['started >= "2026-11-02" and duration < 20', []],
    ['started < "2026-11-01 00:00:01"', ['first']],
    ["tags.team LIKE 'B%'", ['first']],
  ])('filters by %s', async (text, expected) => {
    expect(await names(text)).toEqual(expected);
  });

  it('compares and orders a figure by the rule that is shown', async () => {
    expect(await names('loss < 0.2')).toEqual([]);
    expect(await names('loss < 0.2', { rules: { loss: 'low' } })).toEqual(['second', 'first']);
    const by = (key: string, side: ListSort['side'], descending: boolean) => ({ sort: { side, key, descending } });
    expect(await names('', by('auc', 'metric', true))).toEqual(['going', 'Drawn', 'first', 'second']);
    expect(await names('', by('auc', 'metric', false))).toEqual(['first', 'Drawn', 'going', 'second']);
    expect(await names('', by('depth', 'param', false))).toEqual(['first', 'Drawn', 'second', 'going']);
    expect(await names('', by('team', 'tag', true))).toEqual(['first', 'Drawn', 'going', 'second']);
  });

  it('tells which parameters differ over the rows that are left', async () => {
    const columns = async (text: string) =>
      describeRunList(test.db, { projectId: project.id, filter: await clauses(text), rules: {} });
    const all = await columns('');
    expect(all.params.filter(({ differs }) => differs).map(({ key }) => key)).toEqual(['depth', 'model', 'rate']);
    const depth = all.params.find(({ key }) => key === 'depth');
    expect(depth).toMatchObject({ rows: 4, types: [null, 'random-forest'] });
    expect(all.metrics).toEqual([
      { key: 'auc', rows: 4 },
      { key: 'loss', rows: 2 },
    ]);
    expect(all.tags).toEqual([{ key: 'team', rows: 1 }]);
    const one = await columns('name = first');
    expect(one.params.map(({ key, differs }) => [key, differs])).toEqual([
      ['depth', false],
      ['model', false],
      ['rate', false],
    ]);
  });

  it('knows nothing of other projects', async () => {
    const keys = await findRunKeys(test.db, { projectId: project.id, keys: ['secret', 'hidden', 'depth', 'team'] });
    expect(keys).toEqual({ metrics: new Set(), params: new Set(['depth']), tags: new Set(['team']) });
    expect(await readRunList(test.db, { projectId: project.id, ids: [ids.get('theirs') ?? ''] })).toEqual([]);
  });
});

describe('rows that differ in their seed alone', () => {
  let own: Project;
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));
  /** The rows by name, those of a group in one string. */
  async function grouped(sort: ListSort, o: { limit?: number } = {}): Promise<string[]> {
    const query = { projectId: own.id, filter: [], rules: {}, sort, ...o };
    const { ids: found, groups } = await orderRunGroups(test.db, query);
    const rows = (await readRunList(test.db, { projectId: own.id, ids: found })).map(({ name }) => name);
    for (const { at: first, size } of groups.toReversed())
      rows.splice(first, size, rows.slice(first, first + size).join(' '));
    return rows;
  }

  beforeAll(async () => {
    own = await makeProject(test.db);
    await train(own, { title: 'deep-1', createdAt: at(1), auc: 0.9, depth: 6, seed: 1 });
    await train(own, { title: 'deep-2', createdAt: at(5), auc: 0.7, depth: 6, seed: 2 });
    await train(own, { title: 'flat-1', createdAt: at(2), auc: 0.85, depth: 2, seed: 1 });
    await train(own, { title: 'other-rows', createdAt: at(3), auc: 0.5, depth: 6, seed: 3, featureSetId: 'g' });
    await train(own, { title: 'same-seed', createdAt: at(4), auc: 0.4, depth: 2, seed: 1, featureSetId: 'h' });
    const logged = (name: string, params: Record<string, string>, value: number): Logged => ({
      ...{ name, params },
      points: [['auc', value, 0]],
    });
    const day = Date.UTC(2026, 10, 1);
    await log(own, day + 1000, logged('net-1', { rate: '0.1', random_state: '1' }, 0.2));
    await log(own, day + 2000, logged('net-2', { rate: '0.1', random_state: '2' }, 0.4));
    await log(own, day + 3000, logged('no-seed', { rate: '0.1' }, 0.1));
    await log(own, day + 4000, logged('no-seed-either', { rate: '0.1' }, 0.15));
  });

  it('are one row: by a figure at its mean, else where their first row stands', async () => {
    expect(await grouped({ side: 'metric', key: 'auc', descending: true })).toEqual([
      'flat-1',
      'deep-1 deep-2',
      ...['other-rows', 'same-seed', 'net-2 net-1', 'no-seed-either', 'no-seed'],
    ]);
    expect(await grouped({ side: 'metric', key: 'auc', descending: false })).toEqual([
      ...['no-seed', 'no-seed-either', 'net-1 net-2', 'same-seed', 'other-rows'],
      ...['deep-2 deep-1', 'flat-1'],
    ]);
    expect(await grouped(started)).toEqual([
      ...['deep-2 deep-1', 'same-seed', 'other-rows', 'flat-1'],
      ...['no-seed-either', 'no-seed', 'net-2 net-1'],
    ]);
    expect(await grouped(started, { limit: 1 })).toEqual(['deep-2']);
  });

  it('are no trials of a search: each of those is a row of its own', async () => {
    const steps = JSON.stringify([0, 1].map((idx) => ({ idx, spec: { name: `s${idx}`, trial: idx } })));
    const { rows } = await test.db.pool.query<{ id: string }>("select mr_start($1,$2,$3,'[]','{}') id", [
      own.id,
      randomUUID(),
      steps,
    ]);
    const runId = rows[0]?.id ?? '';
    await train(own, { title: 'trial', createdAt: at(6), auc: 0.95, depth: 6, seed: 9, runId });
    expect((await grouped({ side: 'metric', key: 'auc', descending: true })).slice(0, 3)).toEqual([
      'trial',
      'flat-1',
      'deep-1 deep-2',
    ]);
  });
});

it('answers of 50,000 runs by filter, order and window', async () => {
  const { db } = test;
  const many = await makeProject(db);
  const experiment = await getExperiment(db, { projectId: many.id, number: 0 });
  await db.prisma.$executeRaw(
    sql`with made as (
          insert into track_run (project_id, experiment_id, name, status, start_ms, end_ms, created_by)
            select ${many.id}::uuid, ${experiment?.id}::uuid, 'run ' || n, 'FINISHED', n * 1000, n * 1000 + 500, 'k'
            from generate_series(1, 50001) n returning id, start_ms / 1000 as n),
        params as (
          insert into track_param (run_id, key, value)
            select id, 'depth', (n % 17)::text from made)
        insert into track_latest (run_id, key, at_ms, step, value, low, low_step, high, high_step)
          select id, 'auc', 0, 0, n / 50001.0, n / 50001.0, 0, n / 50001.0, 0 from made`,
  );
  await db.prisma.$executeRaw(sql`analyze track_run`);
  const query = { projectId: many.id, rules: {} };
  const filter = [
    { side: 'metric' as const, key: 'auc', operator: '>' as const, value: 0.5 },
    { side: 'param' as const, key: 'depth', operator: '=' as const, value: 3 },
  ];
  const auc: ListSort = { side: 'metric', key: 'auc', descending: true };
  const grouped = await orderRunGroups(db, { ...query, filter: [], sort: auc });
  expect(grouped.ids).toHaveLength(50_000);
  expect(grouped.groups).toEqual([]);
  const all = await orderRunList(db, { ...query, filter: [], sort: auc });
  expect(all).toHaveLength(50_000);
  expect(await countRunList(db, { ...query, filter: [] })).toEqual({ total: 50_001, running: 0 });
  const window = await readRunList(db, { projectId: many.id, ids: all.slice(30_000, 30_100) });
  expect(window.map(({ name }) => name).slice(0, 2)).toEqual(['run 20001', 'run 20000']);
  const some = await orderRunList(db, { ...query, filter, sort: auc });
  expect(some).toHaveLength((await countRunList(db, { ...query, filter })).total);
  expect((await readRunList(db, { projectId: many.id, ids: some.slice(0, 1) }))[0]?.params['depth']).toBe('3');
  expect(
    (await describeRunList(db, { ...query, filter: [] })).params.map(({ key, differs }) => [key, differs]),
  ).toEqual([['depth', true]]);
});

it('a saved view is kept by its name and goes with it', async () => {
  const own = { projectId: project.id, createdBy: 'ada' };
  await keepSavedView(test.db, { ...own, name: 'Team', look: { filter: 'auc > 0.5' } });
  const again = await keepSavedView(test.db, { ...own, name: 'Team', look: { filter: 'auc > 0.6' } });
  expect(await listSavedViews(test.db, own)).toMatchObject([{ name: 'Team', look: { filter: 'auc > 0.6' } }]);
  const other = await makeProject(test.db);
  expect(await listSavedViews(test.db, { projectId: other.id })).toEqual([]);
  expect(await deleteSavedView(test.db, { projectId: other.id, id: again.id })).toBe(false);
  expect(await deleteSavedView(test.db, { projectId: project.id, id: again.id })).toBe(true);
  expect(await deleteSavedView(test.db, { projectId: project.id, id: 'no id' })).toBe(false);
});
