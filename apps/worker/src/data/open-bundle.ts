import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { CellValue } from '@millrace/pipeline-core/expression';
import { planToRowFunction } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type BundleManifest,
  bundleManifestSchema,
  type GoldenRow,
  goldenRowSchema,
  type ModelManifest,
  modelManifestSchema,
  type SignatureInput,
} from '@millrace/pipeline-core/release';
import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import type { FeatureColumn, FeatureSpec, Recommends, RowCell, RowScorer } from '../runtimes/model-runtime';
import { loadRowScorer } from '../runtimes/row-loaders';
import { readVector } from '../runtimes/row-values';
import { type ArchiveFiles, readJson, requireEntry, textOf } from './archive-entry';
import { type RowExplainer, rowExplainer } from './explain-row';
import { predictedCode } from './predicted-class';
import { requestReader } from './read-request';
import { type Recommended, readRecommended, recommendedOutput } from './recommended';
import { refuseTablesOnly } from './row-scorer';
import { readStoredModel } from './stored-model';

/** The answer to one row. `outputs` are the raw numbers: class probabilities in the order of `classes`, a list, or one number. */
export type RowAnswer = {
  /** null: a list with nothing left to recommend. */
  prediction: string | number | null;
  probabilities?: Record<string, number>;
  /** Of a model that recommends; the prediction is its first item. */
  recommended?: Recommended;
  outputs: number[];
  /** What a caller gets and the prediction log keeps. */
  output: JsonObject;
  micros: { features: number; model: number };
};

export type GoldenCheck = { rows: number; maxDifference: number; failed: number[] };

/** A release in memory, ready to answer single requests in plain typed-array code. */
export type LoadedBundle = {
  manifest: BundleManifest;
  model: ModelManifest;
  inputs: readonly SignatureInput[];
  golden: readonly GoldenRow[];
  evaluation: unknown;
  baselines: unknown;
  card: string;
  /** Answers one request that fits the signature; throws at a field that is missing or cannot be read. */
  predictRow(input: Readonly<JsonObject>): RowAnswer;
  /** Answers many requests at once, the same numbers as one by one. */
  predictBlock(inputs: readonly Readonly<JsonObject>[]): RowAnswer[];
  /** What each feature adds to the answer to one request, where the model can tell exactly; null where it cannot. */
  explainRow(input: Readonly<JsonObject>): RowExplanation | null;
  /** Answers the golden rows again and compares with what batch scoring gave: 0 means bit for bit. */
  goldenCheck(): GoldenCheck;
};

/** What a bundle says of itself and of its model. */
export type BundleFacts = Pick<LoadedBundle, 'manifest' | 'model' | 'golden'>;

/** Names a bundle in errors. */
export const bundlePlace = 'Release bundle';

/**
 * Makes the files of a bundle ready to answer. Needs nothing of Node, so that a browser answers by the same code; compares
 * no hashes: whoever reads the archive checks it first.
 */
export function openBundle(files: ArchiveFiles): LoadedBundle {
  const manifest = bundleManifestSchema.parse(readJson(files, 'manifest.json', bundlePlace));
  const { manifest: model, stored } = readStoredModel(files, { manifest: 'model.json', place: bundlePlace });
  const scorer = loadRowScorer(stored) ?? refuseTablesOnly(model, bundlePlace);
  const golden = readGolden(files);
  const answer = createAnswer(manifest, { model, scorer, golden });
  return {
    manifest,
    model,
    inputs: manifest.signature.inputs,
    golden,
    evaluation: readJson(files, 'evaluation.json', bundlePlace),
    baselines: readJson(files, 'baselines.json', bundlePlace),
    card: textOf(requireEntry(files, 'card.md', bundlePlace)),
    ...answer,
    goldenCheck: () => checkGolden(golden, answer.predictRow),
  };
}

/** What a bundle says of itself; its model stays closed. Compares no hashes. */
export function readFacts(files: ArchiveFiles): BundleFacts {
  return {
    manifest: bundleManifestSchema.parse(readJson(files, 'manifest.json', bundlePlace)),
    model: modelManifestSchema.parse(readJson(files, 'model.json', bundlePlace)),
    golden: readGolden(files),
  };
}

function readGolden(files: ArchiveFiles): GoldenRow[] {
  const lines = textOf(requireEntry(files, 'golden.jsonl', bundlePlace)).split('\n');
  return lines.filter((line) => line !== '').map((line) => goldenRowSchema.parse(JSON.parse(line)));
}

function createAnswer(
  manifest: BundleManifest,
  { model, scorer, golden }: { model: ModelManifest; scorer: RowScorer; golden: readonly GoldenRow[] },
): Pick<LoadedBundle, 'predictRow' | 'predictBlock' | 'explainRow'> {
  const plan = planToRowFunction(
    model.plan,
    model.features.map(({ name }) => name),
    model.target,
  );
  const read = requestReader(plan.source);

  const describe = (out: Float64Array, micros: RowAnswer['micros']) =>
    scorer.recommends === undefined
      ? describeAnswer(manifest, out, micros)
      : describeList(scorer.recommends, out, micros);
  const featuresOf = (input: Readonly<JsonObject>) =>
    plan.run(read(input)).map((cell, at) => featureCell(cell, model.features[at]?.kind));
  const explainerOf = () =>
    rowExplainer({
      scorer,
      features: model.features,
      classes: model.classes,
      // What a linear model is compared with: rows that everybody with the bundle has.
      background: () => golden.map((row) => featuresOf(row.input)),
      columns: (row) => columnsOf(model, [row]),
    });
  let explainer: RowExplainer | null | undefined;
  return {
    explainRow(input) {
      if (explainer === undefined) explainer = explainerOf();
      if (explainer === null) return null;
      const row = featuresOf(input);
      const out = new Float64Array(scorer.outputs);
      scorer.scoreRow(row, out);
      return explainer(row, predictedCode(out, manifest, manifest.threshold));
    },
    predictRow(input) {
      const started = performance.now();
      const features = featuresOf(input);
      const prepared = performance.now();
      const out = new Float64Array(scorer.outputs);
      scorer.scoreRow(features, out);
      const scored = performance.now();
      return describe(out, {
        features: microsOf(started, prepared),
        model: microsOf(prepared, scored),
      });
    },
    predictBlock(inputs) {
      const started = performance.now();
      const rows = inputs.map(featuresOf);
      const prepared = performance.now();
      const scores = scorer.scoreBlock(columnsOf(model, rows), rows.length);
      const scored = performance.now();
      const share = (micros: number) => Math.round(micros / Math.max(1, rows.length));
      const micros = { features: share(microsOf(started, prepared)), model: share(microsOf(prepared, scored)) };
      return rows.map((_, row) => describe(scores.subarray(row * scorer.outputs, (row + 1) * scorer.outputs), micros));
    },
  };
}

function microsOf(from: number, to: number): number {
  return Math.round((to - from) * 1000);
}

/** A cell of the plan as a model reads it: booleans count as 1 and 0, as they do in a table. */
function featureCell(cell: CellValue, kind: FeatureSpec['kind'] | undefined): RowCell {
  if (kind === 'vector') return cell instanceof Float64Array ? cell : null;
  if (kind === 'number') {
    if (typeof cell === 'number') return cell;
    return typeof cell === 'boolean' ? Number(cell) : Number.NaN;
  }
  return typeof cell === 'string' ? cell : null;
}

function columnsOf(model: ModelManifest, rows: readonly (readonly RowCell[])[]): FeatureColumn[] {
  return model.features.map((spec, at): FeatureColumn => {
    const { name, kind } = spec;
    switch (kind) {
      case 'number':
        return { name, kind, values: Float64Array.from(rows, (row) => numberIn(row[at])) };
      case 'category':
      case 'text':
        return { name, kind, values: rows.map((row) => (typeof row[at] === 'string' ? row[at] : null)) };
      case 'vector':
        return { name, kind, width: spec.width, values: vectorsOf(spec, rows, at) };
      default:
        return assertNever(kind);
    }
  });
}

function vectorsOf(
  spec: Extract<FeatureSpec, { kind: 'vector' }>,
  rows: readonly (readonly RowCell[])[],
  at: number,
): Float32Array {
  const values = new Float32Array(rows.length * spec.width);
  const one = new Float64Array(spec.width);
  rows.forEach((row, place) => {
    readVector(spec, row[at], one);
    values.set(one, place * spec.width);
  });
  return values;
}

function numberIn(cell: RowCell | undefined): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}

function describeAnswer(manifest: BundleManifest, out: Float64Array, micros: RowAnswer['micros']): RowAnswer {
  const outputs = [...out];
  if (!outputs.every(Number.isFinite)) throw manifest.task === 'forecast' ? beyondForecast() : noAnswer(outputs);
  if (manifest.classes === undefined) {
    const [prediction = 0, low = 0, high = 0] = outputs;
    const output: JsonObject = manifest.task === 'forecast' ? { prediction, low, high } : { prediction };
    return { prediction, outputs, output, micros };
  }
  const prediction = manifest.classes[predictedCode(out, manifest, manifest.threshold)] ?? '';
  const probabilities = Object.fromEntries(manifest.classes.map((name, at) => [name, outputs[at] ?? 0]));
  return { prediction, probabilities, outputs, output: { prediction, probabilities }, micros };
}

function describeList(recommends: Recommends, out: Float64Array, micros: RowAnswer['micros']): RowAnswer {
  const outputs = [...out];
  if (!outputs.every(Number.isFinite)) throw noAnswer(outputs);
  const recommended = readRecommended(recommends, out);
  const prediction = recommended.items[0]?.item ?? null;
  return { prediction, recommended, outputs, output: { prediction, ...recommendedOutput(recommended) }, micros };
}

function beyondForecast(): PipelineError {
  return new PipelineError({
    code: 'beyond-forecast',
    family: 'pipeline',
    place: 'Scoring',
    seen: 'a time or a series that the model has no answer for',
    expected: 'a series it was trained on, and a time from its first step to the last one ahead',
    next: 'Train it with more steps ahead, or on newer rows.',
  });
}

function noAnswer(outputs: readonly number[]): PipelineError {
  return new PipelineError({
    code: 'no-answer',
    family: 'bug',
    place: 'Scoring',
    seen: `the numbers ${outputs.join(', ')} from the model`,
    expected: 'finite numbers',
    next: 'Report this with the release and the request.',
  });
}

function checkGolden(golden: readonly GoldenRow[], predictRow: LoadedBundle['predictRow']): GoldenCheck {
  let maxDifference = 0;
  const failed: number[] = [];
  for (const [row, { input, output }] of golden.entries()) {
    const { outputs } = predictRow(input);
    const difference = Math.max(
      0,
      ...output.map((value, at) => Math.abs(value - (outputs[at] ?? Number.POSITIVE_INFINITY))),
    );
    maxDifference = Math.max(maxDifference, difference);
    if (difference > 0 || outputs.length !== output.length) failed.push(row);
  }
  return { rows: golden.length, maxDifference, failed };
}
