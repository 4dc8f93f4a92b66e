import { randomUUID } from 'node:crypto';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import {
  loggedModelRules,
  modelVersionRules,
  parseFilter,
  parseOrderBy,
  registeredModelRules,
  runRules,
} from '@millrace/pipeline-core/tracking';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../mappers/project-row';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import {
  createExperiment,
  getExperiment,
  renameExperiment,
  searchExperiments,
  setExperimentState,
} from './tracking-experiments';
import { deleteTrackFiles, findTrackFile, listTrackFolder, putTrackFile } from './tracking-files';
import { addTrackPoints, readLatestPoints, readModelPoints, readTrackSeries } from './tracking-metrics';
import {
  createLoggedModel,
  deleteLoggedModel,
  getLoggedModel,
  searchLoggedModels,
  setLoggedModelStatus,
} from './tracking-models';
import {
  createRegisteredModel,
  deleteRegisteredModel,
  findRegisteredModel,
  renameRegisteredModel,
  searchRegisteredModels,
} from './tracking-registry';
import {
  addTrackInputs,
  addTrackParams,
  createTrackRun,
  getTrackRun,
  readTrackData,
  setTrackTags,
  updateTrackRun,
} from './tracking-runs';
import { searchTrackRuns } from './tracking-search';
import {
  createModelVersion,
  findModelVersion,
  findVersionByAlias,
  listModelVersions,
  noteModelVersion,
  searchModelVersions,
  setVersionAlias,
} from './tracking-versions';

let test: TestDatabase;
let project: Project;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
beforeEach(async () => {
  project = await makeProject(test.db);
});

async function makeRun(o: { number?: number; name?: string; startMs?: bigint } = {}): Promise<string> {
  const id = randomUUID();
  const experiment = await getExperiment(test.db, { projectId: project.id, number: o.number ?? 0 });
  if (experiment === null) throw new Error('no experiment');
  const { name = 'run', startMs = 1n } = o;
  await createTrackRun(test.db, {
    projectId: project.id,
    experimentId: experiment.id,
    id,
    name,
    userName: 'ada',
    startMs,
    createdBy: 'key:k',
  });
  return id;
}

function point(key: string, value: number, step = 0n, atMs = 1n) {
  return { key, value, step, atMs, modelId: null, datasetName: null, datasetDigest: null };
}

function find(filter: string, order: string[] = []) {
  return searchTrackRuns(test.db, {
    projectId: project.id,
    experiments: [0],
    lifecycle: 'active',
    filter: parseFilter(filter, runRules),
    order: parseOrderBy(order, runRules),
    limit: 100,
    offset: 0,
  }).then((runs) => runs.map(({ name }) => name));
}

describe('experiments', () => {
  it('count inside their project and never share a name', async () => {
    const make = (name: string) =>
      createExperiment(test.db, { projectId: project.id, name, tags: { a: 'b' }, createdBy: 'k' });
    expect((await make('one'))?.number).toBe(1);
    expect(await make('one')).toBeNull();
    expect((await make('two'))?.number).toBe(2);
    const key = { projectId: project.id, number: 2 };
    expect(await renameExperiment(test.db, { ...key, name: 'one' })).toBe(false);
    expect(await renameExperiment(test.db, { ...key, name: 'three' })).toBe(true);
    await setExperimentState(test.db, { ...key, state: 'deleted' });
    const search = { projectId: project.id, filter: [], limit: 10, offset: 0 };
    const order = [{ side: 'attribute' as const, key: 'name', descending: false }];
    const names = async (lifecycle: 'active' | 'all') =>
      (await searchExperiments(test.db, { ...search, lifecycle, order })).map(({ name }) => name);
    expect(await names('active')).toEqual(['Default', 'one']);
    expect(await names('all')).toEqual(['Default', 'one', 'three']);
  });
});

describe('runs', () => {
  it('keep each point once and show the last of a series', async () => {
    const id = await makeRun();
    await addTrackPoints(test.db, {
      runId: id,
      points: [point('a', 1, 5n), point('a', 2, 9n), point('a', 2, 9n), point('b', Number.NaN), point('c', -Infinity)],
    });
    await addTrackPoints(test.db, { runId: id, points: [point('a', 7, 3n), point('a', 2, 9n)] });
    const latest = await readLatestPoints(test.db, [id]);
    expect(latest.map(({ key, value, step }) => [key, value, step])).toEqual([
      ['a', 2, 9n],
      ['b', Number.NaN, 0n],
      ['c', -Infinity, 0n],
    ]);
    const series = await readTrackSeries(test.db, { runId: id, key: 'a', limit: 10, offset: 0 });
    expect(series.map(({ step }) => step)).toEqual([3n, 5n, 9n]);
    await addTrackPoints(test.db, { runId: id, points: [point('big', 0.1, 9007199254740993n)] });
    const [big] = await readTrackSeries(test.db, { runId: id, key: 'big', limit: 10, offset: 0 });
    expect(big).toMatchObject({ step: 9007199254740993n, value: 0.1 });
  });

  it('never change a parameter', async () => {
    const id = await makeRun();
    expect(await addTrackParams(test.db, { runId: id, params: [{ key: 'p', value: '1' }] })).toBeNull();
    expect(await addTrackParams(test.db, { runId: id, params: [{ key: 'p', value: '1' }] })).toBeNull();
    expect(await addTrackParams(test.db, { runId: id, params: [{ key: 'p', value: '2' }] })).toEqual({
      key: 'p',
      value: '2',
      present: '1',
    });
  });

  it('change only what is given', async () => {
    const id = await makeRun();
    const key = { projectId: project.id, id };
    await updateTrackRun(test.db, { ...key, status: 'FINISHED', endMs: 5n });
    await updateTrackRun(test.db, { ...key, name: 'other' });
    expect(await getTrackRun(test.db, key)).toMatchObject({
      status: 'FINISHED',
      endMs: 5n,
      name: 'other',
      experiment: 0,
    });
    const other = await makeProject(test.db);
    expect(await getTrackRun(test.db, { projectId: other.id, id })).toBeNull();
  });

  it('are found by what is known of them', async () => {
    for (const [index, kind] of ['even', 'odd', 'even', 'odd'].entries()) {
      const id = await makeRun({ name: `run ${index}`, startMs: BigInt(index) });
      await addTrackPoints(test.db, { runId: id, points: [point('acc', index === 3 ? Number.NaN : index / 10)] });
      await addTrackParams(test.db, { runId: id, params: [{ key: 'kind', value: kind }] });
      await setTrackTags(test.db, { runId: id, tags: [{ key: 'a b', value: `50%_${index}\\` }] });
      if (index === 1) {
        const data = { name: 'points', digest: 'd', sourceType: 's', source: '{}', schema: null, profile: null };
        await addTrackInputs(test.db, {
          runId: id,
          inputs: [{ ...data, tags: { 'mlflow.data.context': 'training' } }],
        });
      }
    }
    expect(await find('')).toEqual(['run 3', 'run 2', 'run 1', 'run 0']);
    expect(await find('metrics.acc > 0.05', ['metrics.acc ASC'])).toEqual(['run 1', 'run 2']);
    expect(await find('', ['metrics.acc DESC'])).toEqual(['run 2', 'run 1', 'run 0', 'run 3']);
    expect(await find("params.kind = 'even' AND metrics.acc <= 0.2", ['start_time'])).toEqual(['run 0', 'run 2']);
    expect(await find("params.kind != 'even'")).toEqual(['run 3', 'run 1']);
    expect(await find("params.absent != 'x'")).toEqual([]);
    expect(await find("tags.`a b` LIKE '%_1\\'")).toEqual(['run 1']);
    expect(await find("tags.`a b` ILIKE '50%'", ['tags.`a b`'])).toEqual(['run 0', 'run 1', 'run 2', 'run 3']);
    expect(await find("run_name IN ('run 0', 'run 9')")).toEqual(['run 0']);
    expect(await find("run_name NOT IN ('run 0') AND start_time < 2")).toEqual(['run 1']);
    expect(await find("datasets.context = 'training' AND dataset.name LIKE 'p%'")).toEqual(['run 1']);
    expect(
      await find("tags.x IS NULL AND tags.`a b` IS NOT NULL AND status = 'RUNNING'", ['params.kind', 'end_time']),
    ).toHaveLength(4);
    expect(
      await find("artifact_uri LIKE 'mlflow-artifacts:/0/%' AND experiment_id = '0'", [
        'dataset.name',
        'run_name desc',
      ]),
    ).toEqual(['run 1', 'run 3', 'run 2', 'run 0']);
  });

  it('have data of all kinds, read together', async () => {
    const id = await makeRun();
    await setTrackTags(test.db, {
      runId: id,
      tags: [
        { key: 't', value: 'x' },
        { key: 't', value: 'y' },
      ],
    });
    const data = await readTrackData(test.db, [id]);
    expect(data.tags).toEqual([{ runId: id, key: 't', value: 'y' }]);
  });
});

it('files have names, their bytes are pinned while the name is there', async () => {
  const id = await makeRun();
  const owner = { kind: 'run' as const, id };
  const put = (path: string, digit: string) => {
    const hash = artifactHashSchema.parse(digit.repeat(64));
    return putTrackFile(test.db, { owner, path, record: { hash, bytes: 3, kind: 'file', location: `a/${hash}` } });
  };
  await put('a folder/b.txt', 'a');
  await put('a folder/c.txt', 'b');
  await put('a folder/c.txt', 'c');
  const pins = async () =>
    (
      await test.db.pool.query(`select hash from artifact_pin where owner_kind = 'tracked-file' order by hash`)
    ).rows.map(({ hash }) => String(hash)[0]);
  await put('ä top', 'd');
  await put('a folder/in/deep.txt', 'd');
  expect(await listTrackFolder(test.db, { owner, folder: '' })).toEqual([
    { name: 'a folder', bytes: null },
    { name: 'ä top', bytes: 3 },
  ]);
  expect(await listTrackFolder(test.db, { owner, folder: 'a folder' })).toEqual([
    { name: 'b.txt', bytes: 3 },
    { name: 'c.txt', bytes: 3 },
    { name: 'in', bytes: null },
  ]);
  expect(await listTrackFolder(test.db, { owner, folder: 'a folder/b.txt' })).toEqual([]);
  expect(await listTrackFolder(test.db, { owner, folder: 'a fold' })).toEqual([]);
  expect((await findTrackFile(test.db, { owner, path: 'a folder/c.txt' }))?.hash).toBe('c'.repeat(64));
  expect(await pins()).toEqual(['a', 'c', 'd', 'd']);
  expect(await deleteTrackFiles(test.db, { owner, path: 'a folder' })).toBe(3);
  expect(await pins()).toEqual(['d']);
});

describe('the registry', () => {
  it('counts releases and registered files together, and points aliases at either', async () => {
    const { db } = test;
    const key = { projectId: project.id, createdBy: 'k' };
    const modelId = await createRegisteredModel(db, { ...key, name: 'My model', description: 'd', tags: { a: 'b' } });
    if (modelId === null) throw new Error('not made');
    expect(await createRegisteredModel(db, { ...key, name: 'My model', description: '', tags: {} })).toBeNull();
    const files = {
      modelId,
      source: 'runs:/x/y',
      runId: null,
      loggedModelId: null,
      description: '',
      tags: {},
      createdBy: 'k',
    };
    expect(await createModelVersion(db, files)).toBe(1);
    expect(await createModelVersion(db, files)).toBe(2);
    await setVersionAlias(db, { modelId, alias: 'best', number: 1, releaseId: null });
    await setVersionAlias(db, { modelId, alias: 'best', number: 2, releaseId: null });
    expect((await findVersionByAlias(db, { modelId, alias: 'best' }))?.number).toBe(2);
    const second = await findModelVersion(db, { modelId, number: 2 });
    if (second === null) throw new Error('no version 2');
    await noteModelVersion(db, second, {
      description: 'the second',
      tags: { checked: 'yes' },
      stage: 'Staging',
      by: 'k',
    });
    expect(await findModelVersion(db, { modelId, number: 2 })).toMatchObject({
      description: 'the second',
      tags: { checked: 'yes' },
      stage: 'Staging',
      aliases: ['best'],
      name: 'My model',
    });
    const search = { projectId: project.id, limit: 10, offset: 0 };
    const filter = parseFilter("name = 'My model' AND tag.checked = 'yes'", modelVersionRules);
    const found = await searchModelVersions(db, {
      ...search,
      filter,
      order: parseOrderBy(['version_number'], modelVersionRules),
    });
    expect(found.map(({ number }) => number)).toEqual([2]);
    const prompt = parseFilter(
      "tag.`mlflow.prompt.is_prompt` != 'true' AND last_updated_timestamp > 5",
      registeredModelRules,
    );
    const models = await searchRegisteredModels(db, {
      ...search,
      filter: prompt,
      order: parseOrderBy(['timestamp DESC'], registeredModelRules),
    });
    expect(models.map(({ name, releases, tags }) => [name, releases, tags])).toEqual([['My model', 0, { a: 'b' }]]);
    expect(await renameRegisteredModel(db, { projectId: project.id, id: modelId, name: 'Other' })).toBe(true);
    expect((await findRegisteredModel(db, { projectId: project.id, name: 'Other' }))?.description).toBe('d');
    expect(await deleteRegisteredModel(db, { projectId: project.id, id: modelId })).toBe(true);
    expect(await listModelVersions(db, [modelId])).toEqual([]);
  });
});

it('logged models are found by name, tags and metrics', async () => {
  const { db } = test;
  const experiment = await getExperiment(db, { projectId: project.id, number: 0 });
  if (experiment === null) throw new Error('no experiment');
  const make = (name: string) =>
    createLoggedModel(db, {
      projectId: project.id,
      experimentId: experiment.id,
      name,
      modelType: '',
      sourceRunId: null,
      tags: { kind: name },
      params: {},
      createdBy: 'k',
    });
  const [one, two] = [await make('one'), await make('two')];
  await setLoggedModelStatus(db, { projectId: project.id, id: one.id, status: 'LOGGED_MODEL_READY' });
  const runId = await makeRun();
  await addTrackPoints(db, {
    runId,
    points: [
      { ...point('acc', 0.5), modelId: one.id },
      { ...point('acc', 0.7, 1n), modelId: two.id },
    ],
  });
  const search = async (text: string) =>
    (
      await searchLoggedModels(db, {
        projectId: project.id,
        experiments: [0],
        filter: parseFilter(text, loggedModelRules),
        order: [{ field: { metric: 'acc' }, descending: true }],
        limit: 10,
        offset: 0,
      })
    ).map(({ name }) => name);
  expect(await search('')).toEqual(['two', 'one']);
  expect(await search("name = 'one' AND status = 'READY'")).toEqual(['one']);
  expect(await search("metrics.acc > 0.6 AND tags.kind = 'two' AND creation_timestamp > 5")).toEqual(['two']);
  expect((await readModelPoints(db, [one.id])).map(({ value }) => value)).toEqual([0.5]);
  await deleteLoggedModel(db, { projectId: project.id, id: one.id });
  expect(await getLoggedModel(db, { projectId: project.id, id: one.id })).toBeNull();
  expect((await getLoggedModel(db, { projectId: project.id, id: one.id, deleted: true }))?.name).toBe('one');
});
