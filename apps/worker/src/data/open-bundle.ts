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
import type { RowScorer } from '../runtimes/model-runtime';
import { loadRowScorer } from '../runtimes/row-loaders';
import { type ArchiveFiles, readJson, requireEntry, textOf } from './archive-entry';
import { describeAnswer, describeList, type RowAnswer } from './describe-answer';
import { type RowExplainer, rowExplainer } from './explain-row';
import { columnsOf, featureReader } from './feature-cells';
import { predictedCode } from './predicted-class';
import { refuseForeign } from './refuse-foreign';
import { readStoredModel } from './stored-model';

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
  const scorer = loadRowScorer(stored) ?? refuseForeign(model, bundlePlace);
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
  const featuresOf = featureReader(model);
  const describe = (out: Float64Array, micros: RowAnswer['micros']) =>
    scorer.recommends === undefined
      ? describeAnswer(manifest, out, micros)
      : describeList(scorer.recommends, out, micros);
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
