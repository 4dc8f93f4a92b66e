import { join } from 'node:path';
import { featureSetId, startPlan } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type ModelFormat,
  modelManifestSchema,
  rowsInside,
  type SignatureInput,
} from '@millrace/pipeline-core/release';
import type { Column, ColumnType } from '@millrace/pipeline-core/schema';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { loadAnyBundle } from '../../data/release-bundle';
import { writeBundle } from '../../data/write-bundle';
import {
  baggingParamsSchema,
  bayesParamsSchema,
  denseNetParamsSchema,
  type FittedModel,
  forestParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  neighboursParamsSchema,
  plainFitContext,
  runtimes,
  smoothingParamsSchema,
  type TrainingRows,
  textLinearParamsSchema,
  textNetParamsSchema,
} from '../../runtimes';
import { encodeImported } from '../../runtimes/onnx/imported/imported-model';
import { modelToOnnx } from '../../runtimes/onnx/to-onnx';

/** A release bundle on disk, made by the product's own writers, and rows to ask it. */
export type MadeBundle = { path: string; rows: JsonObject[] };

const cities = ['Oslo', 'Bergen', 'Tromsø', 'Voss'];
const words = ['late', 'parcel', 'thanks', 'broken', 'kind', 'refund', 'again', 'fast', 'never', 'lovely'];
const context = plainFitContext({ seed: 7 });

/** Rows of callers: numbers of many digits, gaps, a category that training never saw. */
function tableRows(count: number): JsonObject[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, at) => ({
    age: at % 17 === 0 ? null : Math.exp(random.normal()) * 30,
    spent: random.normal() * 1e3,
    city: at % 23 === 0 ? 'Atlantis' : (cities[random.int(cities.length)] ?? null),
  }));
}

function textRows(count: number): JsonObject[] {
  const random = createRandom(6);
  const text = () => Array.from({ length: 3 + random.int(9) }, () => words[random.int(words.length)]).join(' ');
  return Array.from({ length: count }, () => ({ message: text() }));
}

/** Days that a forecast is asked for: those it learned from, and those after them. */
function dayRows(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, day) => ({ day }));
}

function trainOnDays(rows: readonly JsonObject[]): TrainingRows {
  const random = createRandom(8);
  return {
    rows: rows.length,
    features: [{ name: 'day', kind: 'number', values: Float64Array.from(rows, ({ day }) => Number(day)) }],
    target: { kind: 'number', values: Float64Array.from(rows, ({ day }) => 100 + Number(day) / 3 + random.normal()) },
    timeUnit: 'number',
  };
}

/** Of the columns that the rows have. */
function trainOnTable(rows: readonly JsonObject[], target: 'number' | 'class'): TrainingRows {
  const numbers = (name: string) =>
    Float64Array.from(rows, ({ [name]: cell }) => (cell === null ? Number.NaN : Number(cell)));
  const features: TrainingRows['features'] = Object.keys(rows[0] ?? {}).map((name) =>
    name === 'city'
      ? { name, kind: 'category', values: rows.map(({ city }) => (typeof city === 'string' ? city : null)) }
      : { name, kind: 'number', values: numbers(name) },
  );
  const age = numbers('age');
  const score = numbers('spent').map((value, at) => value / 500 + (Number(age[at]) > 40 ? 1 : -1));
  return {
    rows: rows.length,
    features,
    target:
      target === 'number'
        ? { kind: 'number', values: score }
        : { kind: 'class', codes: Int32Array.from(score, (value) => (value > 0 ? 1 : 0)), classes: ['no', 'yes'] },
  };
}

function trainOnTexts(rows: readonly JsonObject[]): TrainingRows {
  const texts = rows.map(({ message }) => String(message));
  const codes = Int32Array.from(texts, (text) => (text.includes('broken') || text.includes('never') ? 1 : 0));
  return {
    rows: rows.length,
    features: [{ name: 'message', kind: 'text', values: texts }],
    target: { kind: 'class', codes, classes: ['praise', 'complaint'] },
  };
}

/** What callers send each of them. */
const inputTypes = {
  linear: { spent: 'number' },
  logistic: { spent: 'number' },
  'tree-ensemble': { age: 'number', spent: 'number', city: 'text' },
  'random-forest': { age: 'number', spent: 'number', city: 'text' },
  'naive-bayes': { age: 'number', spent: 'number', city: 'text' },
  neighbours: { age: 'number', spent: 'number' },
  'dense-net': { age: 'number', spent: 'number' },
  'text-linear': { message: 'text' },
  'text-net': { message: 'text' },
  'exponential-smoothing': { day: 'number' },
  onnx: { age: 'number', spent: 'number', city: 'text' },
} satisfies { [F in ModelFormat]?: Record<string, ColumnType> };

export type MadeFormat = keyof typeof inputTypes;

/** They take no gaps. */
const gapless: ReadonlySet<MadeFormat> = new Set(['dense-net', 'naive-bayes', 'neighbours']);

/** Rows to learn from and to ask. */
function rowsFor(format: MadeFormat, count: number): JsonObject[] {
  if (format === 'text-linear' || format === 'text-net') return textRows(count);
  if (format === 'exponential-smoothing') return dayRows(count);
  const names = Object.keys(inputTypes[format]);
  return tableRows(count).map((row) =>
    Object.fromEntries(names.map((name) => [name, row[name] ?? (gapless.has(format) ? 30 : null)])),
  );
}

/** One fit of each family whose answers are computed in another way. */
const recipes: { [F in MadeFormat]: () => Promise<FittedModel> } = {
  linear: async () => {
    const params = linearParamsSchema.parse({ penalty: 'none' });
    const train = trainOnTable(rowsFor('linear', 300), 'number');
    return runtimes.linear.fit({ params, train, validation: null, context });
  },
  logistic: async () => {
    const params = logisticParamsSchema.parse({});
    const train = trainOnTable(rowsFor('logistic', 300), 'class');
    return runtimes.logistic.fit({ params, train, validation: null, context });
  },
  'random-forest': async () => {
    const params = baggingParamsSchema.parse({ trees: 20 });
    const train = trainOnTable(rowsFor('random-forest', 300), 'class');
    return runtimes['random-forest'].fit({ params, train, validation: null, context });
  },
  'naive-bayes': async () => {
    const params = bayesParamsSchema.parse({});
    const train = trainOnTable(rowsFor('naive-bayes', 300), 'class');
    return runtimes['naive-bayes'].fit({ params, train, validation: null, context });
  },
  neighbours: async () => {
    const params = neighboursParamsSchema.parse({});
    const train = trainOnTable(rowsFor('neighbours', 300), 'class');
    return runtimes.neighbours.fit({ params, train, validation: null, context });
  },
  'tree-ensemble': async () => {
    const params = forestParamsSchema.parse({ rounds: 30, earlyStoppingRounds: 0, minRowsPerLeaf: 5 });
    const train = trainOnTable(rowsFor('tree-ensemble', 300), 'class');
    return runtimes['tree-ensemble'].fit({ params, train, validation: null, context });
  },
  'dense-net': async () => {
    const params = denseNetParamsSchema.parse({ width: 16, epochs: 5 });
    const train = trainOnTable(rowsFor('dense-net', 300), 'class');
    return runtimes['dense-net'].fit({ params, train, validation: null, context });
  },
  'text-linear': async () => {
    const params = textLinearParamsSchema.parse({});
    return runtimes['text-linear'].fit({ params, train: trainOnTexts(textRows(300)), validation: null, context });
  },
  'text-net': async () => {
    const params = textNetParamsSchema.parse({ characters: 0, dimensions: 8, width: 12, batchSize: 32, epochs: 2 });
    return runtimes['text-net'].fit({ params, train: trainOnTexts(textRows(300)), validation: null, context });
  },
  'exponential-smoothing': async () => {
    const params = smoothingParamsSchema.parse({ method: 'theta', period: 1, horizon: 1000 });
    return runtimes['exponential-smoothing'].fit({
      params,
      train: trainOnDays(dayRows(300)),
      validation: null,
      context,
    });
  },
  onnx: async () => asImported(await recipes['random-forest']()),
};

/** A model of ours as somebody else's: written as an .onnx file, and read again as an imported one is. */
function asImported(fitted: FittedModel): FittedModel {
  const columns = (fitted.classes ?? []).map((_, at) => at);
  return {
    ...fitted,
    format: 'onnx',
    json: encodeImported({
      v: 1,
      reads: {
        kind: 'columns',
        inputs: fitted.features.map(({ name, kind }) => ({
          ...{ name, type: kind === 'number' ? 'float64' : 'string', flat: false },
        })),
      },
      answers: { kind: 'classes', output: 'probabilities', columns },
    }),
    weights: modelToOnnx(fitted),
  };
}

/**
 * Fits a small model and packs it as a release. `lookup` names inputs that the workbench would look up; `rowsInside` packs it
 * as bundles were before held-out rows lay beside them.
 */
export async function makeBundle(
  format: MadeFormat,
  o: { folder: string; name?: string; rows?: number; lookup?: readonly string[]; rowsInside?: boolean },
): Promise<MadeBundle> {
  const fitted = await recipes[format]();
  const rows = rowsFor(format, o.rows ?? 1000);
  const inputs = Object.entries(inputTypes[format]).map(
    ([name, type]): SignatureInput => ({
      name,
      type,
      required: false,
      ...(name === 'city' ? { levels: cities } : {}),
      ...(o.lookup?.includes(name) === true ? { lookup: { view: 'people', feature: name, key: ['spent'] } } : {}),
    }),
  );
  const path = join(o.folder, `${o.name ?? format}.tar`);
  const plain = join(o.folder, `${o.name ?? format}-without-golden-rows.tar`);
  await pack(plain, { fitted, inputs, golden: '' });
  const opened = await loadAnyBundle(plain);
  const proof = rows.slice(0, 20);
  const answers = opened.kind === 'own' ? proof.map(opened.bundle.predictRow) : await opened.bundle.predictBlock(proof);
  const golden = proof.map((input, at) => `${JSON.stringify({ input, output: answers[at]?.outputs, label: null })}\n`);
  const inside = o.rowsInside === true ? { heldOut: rows.map((row) => `${JSON.stringify(row)}\n`) } : {};
  await pack(path, { fitted, inputs, golden: golden.join(''), ...inside });
  return { path, rows };
}

async function pack(
  path: string,
  o: { fitted: FittedModel; inputs: SignatureInput[]; golden: string; heldOut?: string[] },
): Promise<void> {
  const { importance, curve, summary, json, weights, ...model } = o.fitted;
  const columns = o.inputs.map(({ name, type }): Column => ({ name, type, role: 'feature' }));
  const plan = startPlan([
    ...columns,
    { name: 'y', type: model.classes === undefined ? 'number' : 'text', role: 'target' },
  ]);
  const signature = { inputs: o.inputs, outputs: [{ name: 'prediction', type: 'number' as const }] };
  const manifest = modelManifestSchema.parse({
    v: 1,
    ...model,
    trainer: { type: model.format, title: model.format, params: {}, seed: 7 },
    target: 'y',
    plan,
    featureSetId: featureSetId(plan),
    signature,
    trainedOn: { rows: 300, validationRows: 0 },
    batches: [],
    seconds: 0.1,
    importance,
    curve,
    summary,
  });
  await writeBundle(path, {
    facts: {
      v: 1,
      task: model.task,
      format: model.format,
      target: 'y',
      ...(model.classes === undefined ? {} : { classes: [...model.classes] }),
      signature,
      featureSetId: manifest.featureSetId,
      expressionVersion: plan.expressionVersion,
      kernels: [],
      batches: [],
      ...(o.heldOut === undefined ? {} : { heldOut: { rows: o.heldOut.length, of: o.heldOut.length, part: null } }),
    },
    files: {
      'plan.json': JSON.stringify(plan),
      'model.json': JSON.stringify(manifest),
      'model/model.json': JSON.stringify(json),
      'model/weights.bin': weights,
      'golden.jsonl': o.golden,
      ...(o.heldOut === undefined ? {} : { [rowsInside]: o.heldOut.join('') }),
      'evaluation.json': 'null',
      'baselines.json': '{}',
      'environment.json': '{}',
      'card.md': '# Made for tests',
    },
  });
}
