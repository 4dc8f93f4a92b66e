import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { featureSetId, startPlan } from '@millrace/pipeline-core/features';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import {
  type BundleManifest,
  type HeldOutFacts,
  type ModelManifest,
  modelManifestSchema,
  rowsInside,
  type SignatureInput,
} from '@millrace/pipeline-core/release';
import type { Column } from '@millrace/pipeline-core/schema';
import type { ArtifactStore, StoredArtifact } from '../data/artifact-store';
import { type KeptRows, storedRows } from '../data/stored-rows';
import { writeBundle } from '../data/write-bundle';
import { linearParamsSchema, plainFitContext, runtimes, type TrainingRows } from '../runtimes';

const linearRuntime = runtimes.linear;

export type TestBundle = {
  bundle: StoredArtifact;
  model: StoredArtifact;
  /** Its held-out rows, where they lie beside the bundle. */
  heldOut: StoredArtifact | null;
  manifest: BundleManifest;
  modelManifest: ModelManifest;
};

export type TestBundleOptions = {
  /** The model answers `slope` times x. */
  slope: number;
  /** Added to the stored batch results, so that they are wrong. */
  goldenError?: number;
  evaluation?: Evaluation;
  extraInput?: string;
  /** Rows held out of its training: their x, what happened, and how far the stored batch result is off. */
  heldOut?: readonly { x: number; y: number; error?: number }[];
  /** As bundles were before held-out rows lay beside them. */
  rowsInside?: boolean;
};

/** Puts a small linear model and its bundle into the store, made by the product's own writers. */
export async function makeTestBundle(store: ArtifactStore, options: TestBundleOptions): Promise<TestBundle> {
  const inside = options.rowsInside === true;
  const names = ['x', ...(options.extraInput === undefined ? [] : [options.extraInput])];
  const columns: Column[] = names.map((name) => ({ name, type: 'number', role: 'feature' }));
  const plan = startPlan([...columns, { name: 'y', type: 'number', role: 'target' }]);
  const fitted = await linearRuntime.fit({
    params: linearParamsSchema.parse({ penalty: 'none' }),
    train: trainingRows(names, options.slope),
    validation: null,
    context,
  });
  const signature = {
    inputs: names.map((name): SignatureInput => ({ name, type: 'number', required: false })),
    outputs: [{ name: 'prediction', type: 'number' as const }],
  };
  const { importance, curve, summary, json, weights, ...model } = fitted;
  const modelManifest = modelManifestSchema.parse({
    v: 1,
    ...model,
    trainer: { type: 'linear-regression', title: `Slope ${options.slope}`, params: {}, seed: 1 },
    target: 'y',
    plan,
    featureSetId: featureSetId(plan),
    signature,
    trainedOn: { rows: 20, validationRows: 0 },
    batches: [],
    seconds: 0.1,
    importance,
    curve,
    summary,
  });
  const scorer = linearRuntime.load(fitted);
  const answered = (x: number, error = 0) => {
    const out = new Float64Array(1);
    scorer.scoreRow(
      names.map((name) => (name === 'x' ? x : 0)),
      out,
    );
    const input = Object.fromEntries(names.map((name) => [name, name === 'x' ? x : 0]));
    return { input, output: [(out[0] ?? 0) + error] };
  };
  const golden = [0, 1, 2.5].map((x) => {
    const row = answered(x, options.goldenError);
    return { ...row, label: row.output[0] ?? null };
  });
  const heldOut = options.heldOut?.map(({ x, y, error }, row) => ({ ...answered(x, error), label: y, row }));
  const files = {
    'plan.json': JSON.stringify(plan),
    'model.json': JSON.stringify(modelManifest),
    'model/model.json': JSON.stringify(json),
    'model/weights.bin': weights,
    'golden.jsonl': linesOf(golden),
    ...(heldOut === undefined || !inside ? {} : { [rowsInside]: linesOf(heldOut) }),
    'evaluation.json': JSON.stringify(options.evaluation ?? null),
    'baselines.json': '{}',
    'environment.json': '{}',
    'card.md': '# Test',
  };
  if (heldOut === undefined) return storeBundle(store, { files, modelManifest, signature, rows: null, inside });
  const facts = { rows: heldOut.length, of: heldOut.length, part: 'test' as const, testSet };
  const rows = storedRows(facts, linesOf(heldOut));
  return storeBundle(store, { files, modelManifest, signature, rows, inside });
}

function linesOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function storeBundle(
  store: ArtifactStore,
  options: {
    files: Record<string, string | Uint8Array>;
    modelManifest: ModelManifest;
    signature: BundleManifest['signature'];
    rows: KeptRows | null;
    inside: boolean;
  },
): Promise<TestBundle> {
  const { files, modelManifest, signature, rows, inside } = options;
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bundle-'));
  try {
    const path = join(folder, 'bundle.tar');
    const facts: Omit<BundleManifest, 'files'> = {
      v: 1,
      task: 'regression',
      format: modelManifest.format,
      target: 'y',
      signature,
      featureSetId: modelManifest.featureSetId,
      expressionVersion: modelManifest.plan.expressionVersion,
      kernels: [],
      batches: [],
      receipt: testReceipt,
      ...(rows === null ? {} : { heldOut: inside ? withoutStored(rows) : rows.facts }),
    };
    const manifest = await writeBundle(path, { facts, files });
    const heldOut = rows === null || inside ? null : await store.putStream(Readable.from([Buffer.from(rows.lines)]));
    const bundle = await store.putFile(path);
    return { bundle, heldOut, model: await store.putJson(modelManifest), manifest, modelManifest };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withoutStored({ facts: { stored: _, ...facts } }: KeptRows): HeldOutFacts {
  return facts;
}

/** All bundles of tests have held out the same rows. */
const testSet = 'c'.repeat(64);

const testReceipt: NonNullable<BundleManifest['receipt']> = {
  v: 1,
  strategy: 'random',
  seed: 1,
  ratios: { train: 0.8, validation: 0, test: 0.2 },
  counts: { train: 16, validation: 0, test: 4 },
  warnings: [],
  proof: { table: 'a'.repeat(64), assignment: 'b'.repeat(64), testSet },
};

const context = plainFitContext({ seed: 1 });

function trainingRows(names: readonly string[], slope: number): TrainingRows {
  const x = Float64Array.from({ length: 20 }, (_, i) => i);
  const other = Float64Array.from({ length: 20 }, (_, i) => (i * 7) % 5);
  const features = names.map((name) => ({ name, kind: 'number' as const, values: name === 'x' ? x : other }));
  return { rows: 20, features, target: { kind: 'number', values: x.map((value) => slope * value) } };
}

/** An evaluation on 500 test rows with the given R2. */
export function testEvaluation(r2: number, interval: [number, number]): Evaluation {
  const nothing = { rows: 0, metrics: {}, intervals: {} };
  const test = { rows: 500, metrics: { r2 }, intervals: { r2: interval } };
  return {
    v: 1,
    task: 'regression',
    target: 'y',
    parts: { train: nothing, validation: nothing, test },
    part: 'test',
    curves: {},
  };
}
