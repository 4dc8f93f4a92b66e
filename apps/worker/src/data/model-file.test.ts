import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import {
  arimaParamsSchema,
  baggingParamsSchema,
  baselineParamsSchema,
  bayesParamsSchema,
  dbscanParamsSchema,
  denseNetParamsSchema,
  type FittedModel,
  forestParamsSchema,
  imageNetParamsSchema,
  isolationParamsSchema,
  kMeansParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  neighboursParamsSchema,
  plainFitContext,
  recommenderParamsSchema,
  runtimes,
  smoothingParamsSchema,
  type TargetColumn,
  type TrainingRows,
  textLinearParamsSchema,
  textNetParamsSchema,
  type UnlabelledRows,
} from '../runtimes';
import { markedImages } from '../runtimes/image-net/testing/marked-images';
import { openModel, openModelFiles, writeModel } from './model-file';
import { modelFiles } from './stored-model';
import { readTar, writeTar } from './tar';
import { scratchFolder } from './testing/scratch';

const root = scratchFolder('model-file');
let count = 0;

const context = plainFitContext({ seed: 1 });
const rows = 200;

function trainingRows(regression: boolean): TrainingRows {
  const random = createRandom(5);
  const x = Float64Array.from({ length: rows }, () => random.normal());
  const y = Float64Array.from({ length: rows }, () => random.normal());
  const sum = x.map((value, row) => value + y[row]! + random.normal() / 4);
  const target: TargetColumn = regression
    ? { kind: 'number', values: sum }
    : { kind: 'class', codes: Int32Array.from(sum, (value) => (value > 0 ? 1 : 0)), classes: ['no', 'yes'] };
  return {
    rows,
    features: [
      { name: 'x', kind: 'number', values: x },
      { name: 'y', kind: 'number', values: y },
    ],
    target,
  };
}

/** The same classes told by a text. */
function textRows(): TrainingRows {
  const { target } = trainingRows(false);
  const random = createRandom(6);
  const text = (row: number) =>
    row % 17 === 0
      ? null
      : `${target.kind === 'class' && target.codes[row] === 1 ? 'gut' : 'schlecht'} ${random.int(9)}9 é`;
  return {
    rows,
    features: [{ name: 'x', kind: 'text', values: Array.from({ length: rows }, (_, row) => text(row)) }],
    target,
  };
}

/** The same numbers one after the other in time. */
function seriesRows(): TrainingRows {
  const times = Float64Array.from({ length: rows }, (_, row) => row);
  return { rows, features: [{ name: 'x', kind: 'number', values: times }], target: trainingRows(true).target };
}

/** Who had what. */
function pairRows(): UnlabelledRows {
  const names = (prefix: string, step: number, of: number) =>
    Array.from({ length: rows }, (_, row) => `${prefix}${(row * step) % of}`);
  return {
    rows,
    features: [
      { name: 'who', kind: 'category', values: names('u', 1, 17) },
      { name: 'what', kind: 'category', values: names('i', 7, 13) },
    ],
  };
}

/** A model of every format that there is. */
const fits: Record<keyof typeof runtimes, () => Promise<FittedModel>> = {
  baseline: () =>
    runtimes.baseline.fit({
      params: baselineParamsSchema.parse({}),
      train: trainingRows(true),
      validation: null,
      context,
    }),
  linear: () =>
    runtimes.linear.fit({ params: linearParamsSchema.parse({}), train: trainingRows(true), validation: null, context }),
  logistic: () =>
    runtimes.logistic.fit({
      params: logisticParamsSchema.parse({}),
      train: trainingRows(false),
      validation: null,
      context,
    }),
  'tree-ensemble': () =>
    runtimes['tree-ensemble'].fit({
      params: forestParamsSchema.parse({ rounds: 5, earlyStoppingRounds: 0 }),
      train: trainingRows(false),
      validation: null,
      context,
    }),
  'random-forest': () =>
    runtimes['random-forest'].fit({
      params: baggingParamsSchema.parse({ trees: 5 }),
      train: trainingRows(false),
      validation: null,
      context,
    }),
  'decision-tree': () =>
    runtimes['decision-tree'].fit({
      params: baggingParamsSchema.parse({ trees: 1, drawnShare: 0, columnShare: 1 }),
      train: trainingRows(true),
      validation: null,
      context,
    }),
  'naive-bayes': () =>
    runtimes['naive-bayes'].fit({
      params: bayesParamsSchema.parse({}),
      train: trainingRows(false),
      validation: null,
      context,
    }),
  neighbours: () =>
    runtimes.neighbours.fit({
      params: neighboursParamsSchema.parse({ votes: 'distance' }),
      train: trainingRows(true),
      validation: null,
      context,
    }),
  'k-means': () =>
    runtimes['k-means'].fit({ params: kMeansParamsSchema.parse({}), train: trainingRows(true), context }),
  dbscan: () => runtimes.dbscan.fit({ params: dbscanParamsSchema.parse({}), train: trainingRows(true), context }),
  'isolation-forest': () =>
    runtimes['isolation-forest'].fit({
      params: isolationParamsSchema.parse({ trees: 5 }),
      train: trainingRows(true),
      context,
    }),
  'text-linear': () =>
    runtimes['text-linear'].fit({
      params: textLinearParamsSchema.parse({}),
      train: textRows(),
      validation: null,
      context,
    }),
  'dense-net': () =>
    runtimes['dense-net'].fit({
      params: denseNetParamsSchema.parse({ width: 8, epochs: 4 }),
      train: trainingRows(false),
      validation: null,
      context,
    }),
  'text-net': () =>
    runtimes['text-net'].fit({
      params: textNetParamsSchema.parse({ dimensions: 4, width: 4, epochs: 1 }),
      train: textRows(),
      validation: null,
      context,
    }),
  'image-net': () =>
    runtimes['image-net'].fit({
      params: imageNetParamsSchema.parse({ blocks: 1, filters: 2, width: 4, epochs: 1 }),
      train: markedImages({ rows, target: 'two' }),
      validation: null,
      context,
    }),
  arima: () =>
    runtimes.arima.fit({ params: arimaParamsSchema.parse({}), train: seriesRows(), validation: null, context }),
  'exponential-smoothing': () =>
    runtimes['exponential-smoothing'].fit({
      params: smoothingParamsSchema.parse({}),
      train: seriesRows(),
      validation: null,
      context,
    }),
  recommender: () =>
    runtimes.recommender.fit({
      params: recommenderParamsSchema.parse({ factors: 4, recommend: 3 }),
      train: pairRows(),
      context,
    }),
};

const formats = Object.keys(fits) as (keyof typeof fits)[]; // keys() forgets the literal names

function manifestOf(model: FittedModel): ModelManifest {
  return modelManifestSchema.parse({
    v: 1,
    task: model.task,
    format: model.format,
    trainer: { type: 'trainer', title: 'Trainer', params: {}, seed: 1 },
    target: 't',
    ...(model.classes === undefined ? {} : { classes: model.classes }),
    features: model.features,
    plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
    featureSetId: 'f',
    signature: { inputs: [], outputs: [] },
    trainedOn: { rows, validationRows: 0 },
    batches: [],
    seconds: 0,
    importance: model.importance,
    curve: model.curve,
    summary: model.summary,
  });
}

async function written(format: keyof typeof runtimes) {
  const model = await fits[format]();
  const path = join(root, `${count++}.tar`);
  await writeModel(path, manifestOf(model), model);
  return { model, path };
}

/** The archive of a model with one of its files changed, opened again. */
async function reopened(path: string, name: string, change: (bytes: Buffer) => Buffer) {
  const files = await readTar(path);
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`the archive has no ${name}`);
  return openModelFiles(new Map([...files, [name, change(Buffer.from(bytes))]]), {
    manifest: 'manifest.json',
    place: 'Test',
  });
}

const textChanged = (from: string, to: string) => (bytes: Buffer) => {
  const text = bytes.toString('utf8');
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to));
};
const oneBit = (bytes: Buffer) => {
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  return bytes;
};
const damaged = { report: { code: 'model-damaged', family: 'operator' } };

describe('a stored model', () => {
  it.each([
    ['baseline', trainingRows(true)],
    ['linear', trainingRows(true)],
    ['logistic', trainingRows(true)],
    ['tree-ensemble', trainingRows(true)],
    ['random-forest', trainingRows(true)],
    ['decision-tree', trainingRows(true)],
    ['naive-bayes', trainingRows(true)],
    ['neighbours', trainingRows(true)],
    ['k-means', trainingRows(true)],
    ['dbscan', trainingRows(true)],
    ['isolation-forest', trainingRows(true)],
    ['text-linear', textRows()],
    ['exponential-smoothing', seriesRows()],
    ['arima', seriesRows()],
    ['dense-net', trainingRows(true)],
    ['recommender', { features: pairRows().features.slice(0, 1) }],
    ['image-net', markedImages({ rows, target: 'two' })],
    ['text-net', textRows()],
  ] as const)('of format %s answers bit for bit as before it was stored', async (format, { features }) => {
    const { model, path } = await written(format);
    const { scorer, manifest } = await openModel(path, 'Test');
    expect(manifest).toEqual(manifestOf(model));
    const [before, after] = [runtimes[format].load(model), scorer];
    expect(await after.scoreBlock(features, rows)).toEqual(await before.scoreBlock(features, rows));
  });

  it.each(formats)('of format %s is the same file when it is fitted again', async (format) => {
    const [one, two] = [await written(format), await written(format)];
    expect(readFileSync(one.path)).toEqual(readFileSync(two.path));
  });

  it.each([
    ['weights that were cut', modelFiles.weights, (bytes: Buffer) => bytes.subarray(0, -8)],
    ['weights with one other bit', modelFiles.weights, oneBit],
    ['a document that was cut', modelFiles.json, (bytes: Buffer) => bytes.subarray(0, -20)],
    ['the manifest of another task', 'manifest.json', textChanged('"task":"binary"', '"task":"regression"')],
    ['the digest of another model', modelFiles.digest, () => Buffer.from('0'.repeat(64))],
  ])('is refused with %s', async (_what, name, change) => {
    const { path } = await written('tree-ensemble');
    await expect(reopened(path, name, change)).rejects.toMatchObject(damaged);
  });

  it('is refused when a file of it is missing or the archive ends too early', async () => {
    const { path } = await written('tree-ensemble');
    const { [modelFiles.weights]: _, ...others } = Object.fromEntries(await readTar(path));
    const without = join(root, 'without.tar');
    await writeTar(without, others);
    await expect(openModel(without, 'Test')).rejects.toMatchObject({ report: { code: 'incomplete-model' } });
    const cut = join(root, 'cut.tar');
    writeFileSync(cut, readFileSync(path).subarray(0, 700));
    await expect(openModel(cut, 'Test')).rejects.toThrow();
  });

  it('of before the digest was written is still read', async () => {
    const { path } = await written('tree-ensemble');
    const { [modelFiles.digest]: _, ...others } = Object.fromEntries(await readTar(path));
    const old = join(root, 'old.tar');
    await writeTar(old, others);
    expect((await openModel(old, 'Test')).manifest.format).toBe('tree-ensemble');
  });
});
