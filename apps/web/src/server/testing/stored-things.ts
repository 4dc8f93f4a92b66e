import { createHash, randomUUID } from 'node:crypto';
import {
  addBatch,
  appendRevision,
  createBisect,
  createDataset,
  createDeployment,
  createEndpoint,
  createPipeline,
  createRelease,
  createSchedule,
  createSource,
  createTopicTrigger,
  createTrackRun,
  type Database,
  ensureFeatureView,
  ensureModel,
  getExperiment,
  insertPredictions,
  keepSavedView,
  recordArtifact,
  recordCandidate,
  recordEvaluation,
  recordSplit,
  saveVersion,
  startRun,
} from '@millrace/db';
import { bisectSetupSchema } from '@millrace/pipeline-core/bisect';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import {
  type ArtifactHash,
  artifactHashSchema,
  type PipelineId,
  type ProjectId,
  type ReleaseId,
  type RunId,
} from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { bundleManifestSchema, modelManifestSchema } from '@millrace/pipeline-core/release';
import { type RunInput, runStepSchema } from '@millrace/pipeline-core/run';
import { sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { splitReceiptSchema } from '@millrace/pipeline-core/split';
import { commitSteps } from './commit-steps';
import { testPrediction } from './test-prediction';

/** A hash like that of some content. */
export function hashOf(text: string): ArtifactHash {
  return artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));
}

export type StoredThings = Awaited<ReturnType<typeof makeStoredThings>>;

/** One of everything a project can hold, as an upload, a run and a deployment leave it. */
export async function makeStoredThings(db: Database, projectId: ProjectId) {
  const own = randomUUID();
  const data = await makeDataset(db, { projectId, own });
  const pipeline = await createPipeline(db, { projectId, name: 'Churn', document: emptyDocument, createdBy: 'ada' });
  const version = await saveVersion(db, { pipelineId: pipeline.id, document: emptyDocument, createdBy: 'ada' });
  const { run, candidate, hashes } = await makeTrainedRun(db, { projectId, pipelineId: pipeline.id, own });
  const conditions = [{ topic: 'raw-data-extracted' }];
  const trigger = await createTopicTrigger(db, {
    projectId,
    pipelineId: pipeline.id,
    mode: 'any',
    conditions,
    createdBy: 'ada',
  });
  const split = await makeSplit(db, { projectId, run: run.runId, table: hashes.rows });
  const model = await ensureModel(db, { projectId, name: 'churn', createdBy: 'ada' });
  await recordArtifact(db, { hash: hashes.bundle, bytes: 1, kind: 'file', location: `a/${hashes.bundle}` });
  const release = await createRelease(db, {
    modelId: model.id,
    bundleHash: hashes.bundle,
    modelHash: hashes.model,
    candidateId: candidate.id,
    runId: run.runId,
    manifest: bundleManifest,
    createdBy: 'ada',
  });
  const endpoint = await makeEndpoint(db, { projectId, release: release.id });
  const deployment = await createDeployment(db, {
    endpointId: endpoint.id,
    releaseId: release.id,
    strategy: 'sandbox',
    createdBy: 'ada',
  });
  const prediction = testPrediction({ endpoint: endpoint.id, release: release.id });
  await insertPredictions(db, [prediction]);
  const featureView = await ensureFeatureView(db, {
    ...{ projectId, name: `view-${own}`, description: '', ttlSeconds: null, createdBy: 'ada' },
    keys: [{ name: 'customer', type: 'integer' }],
    features: [{ name: 'tenure', type: 'number' }],
  });
  const source = await createSource(db, {
    projectId,
    name: 'orders',
    config: sourceConfigSchema.parse({ kind: 'url', url: 'https://example.test/orders.csv' }),
    secret: null,
    policy: sourcePolicySchema.parse({}),
    datasetId: data.dataset.id,
    createdBy: 'ada',
  });
  if (!source.ok) throw new Error(source.error);
  const clock = await createSchedule(db, {
    projectId,
    pipelineId: source.value.pipelineId,
    cron: '0 6 * * *',
    timeZone: 'UTC',
    createdBy: 'ada',
  });
  const bisect = await makeBisect(db, { projectId, pipelineId: pipeline.id, run: run.runId });
  const { loggedRun, view } = await makeLogged(db, projectId);
  const made = {
    bisect,
    loggedRun,
    view,
    featureView,
    source: source.value,
    clock,
    pipeline,
    version,
    trigger,
    run,
    candidate,
    split,
    hashes,
    model,
    release,
    endpoint,
    deployment,
    prediction,
  };
  return { ...data, ...made };
}

/** A search for what made a run worse than itself: only its rights are looked at. */
function makeBisect(db: Database, o: { projectId: ProjectId; pipelineId: PipelineId; run: RunId }) {
  const side = { run: o.run, number: 1, value: 1, again: false };
  const setup = bisectSetupSchema.parse({
    ...{ v: 1, step: 'judge', title: 'Evaluate', metric: 'auc', direction: 'higher', good: side, bad: side },
    ...{ differences: [], fixed: [], elsewhere: 0, bar: 1, repeats: 0, most: 1 },
  });
  return createBisect(db, { projectId: o.projectId, pipelineId: o.pipelineId, setup, createdBy: 'ada' });
}

/** A run that a program logged, and a way of looking at the list it stands in. */
async function makeLogged(db: Database, projectId: ProjectId) {
  const experiment = await getExperiment(db, { projectId, number: 0 });
  if (experiment === null) throw new Error('no experiment');
  const id = randomUUID();
  const own = { projectId, experimentId: experiment.id, userName: 'ada', createdBy: 'ada' };
  await createTrackRun(db, { ...own, id, name: 'tenure by hand', startMs: BigInt(Date.UTC(2026, 10, 1)) });
  const view = await keepSavedView(db, { projectId, name: 'tenure', look: { filter: '' }, createdBy: 'ada' });
  return { loggedRun: { id }, view };
}

async function makeDataset(db: Database, o: { projectId: ProjectId; own: string }) {
  const made = await createDataset(db, { projectId: o.projectId, name: 'customers', createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  const meta = tableMeta(false);
  const stored = (kind: string) => ({
    hash: hashOf(`${kind} ${o.own}`),
    bytes: 1,
    kind,
    location: `a/${kind}${o.own}`,
  });
  const batch = await addBatch(db, {
    datasetId: made.value.id,
    fileName: 'customers.csv',
    format: 'csv',
    bytes: 1,
    raw: stored('file'),
    table: stored('table'),
    meta: { record: { ...stored('table-meta'), inline: plainJson(meta) }, value: meta },
    rejected: 0,
    profile: { v: 1, rows: 10, columns: [], warnings: [] },
    rejects: [],
    notes: [],
    createdBy: 'ada',
  });
  return { dataset: made.value, batch };
}

/** The receipt of the run's split, unsigned. */
async function makeSplit(db: Database, o: { projectId: ProjectId; run: RunId; table: ArtifactHash }) {
  return recordSplit(db, {
    projectId: o.projectId,
    runId: o.run,
    idx: 0,
    title: 'Split rows',
    tableHash: o.table,
    testSet: receipt.proof.testSet,
    receipt: splitReceiptSchema.parse(receipt),
    madeBy: 'ada',
    signature: null,
    createdAt: new Date(),
  });
}

const receipt = {
  v: 1,
  strategy: 'random',
  seed: 1,
  ratios: { train: 0.8, validation: 0.1, test: 0.1 },
  counts: { train: 8, validation: 1, test: 1 },
  warnings: [],
  proof: { table: hashOf('whole'), assignment: hashOf('marks'), testSet: hashOf('test rows') },
};

function tableMeta(split: boolean) {
  return tableMetaSchema.parse({
    v: 1,
    rows: 10,
    columns: [
      { name: 'tenure', type: 'number', role: 'feature', sqlType: 'DOUBLE' },
      { name: 'left', type: 'text', role: 'target', sqlType: 'VARCHAR' },
    ],
    ...(split ? { split: { receipt } } : {}),
    plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
    featureSetId: 'f',
  });
}

function scaledMeta() {
  const meta = tableMeta(true);
  const tenure = { expression: 'tenure', ast: { v: 1, root: { k: 'col', name: 'tenure' } } };
  return tableMetaSchema.parse({ ...meta, plan: { ...meta.plan, nodes: [tenure] } });
}

/** Step 0 splits, step 1 trains, step 2 evaluates; committed as a worker does it. */
async function makeTrainedRun(db: Database, o: { projectId: ProjectId; pipelineId: PipelineId; own: string }) {
  const of = (name: string) => hashOf(`${name} ${o.own}`);
  const hashes = {
    rows: of('rows'),
    rowsMeta: of('meta'),
    scaled: of('scaled'),
    model: of('model'),
    evaluation: of('eval'),
    bundle: of('b'),
  };
  const steps = ['split-rows', 'baseline', 'evaluate'].map((type, idx) =>
    runStep(idx, type, type === 'baseline' ? { rows: [{ idx: 0, port: 'rows' }] } : {}),
  );
  const edges: [number, number][] = [
    [0, 1],
    [1, 2],
  ];
  const run = await startRun(db, {
    projectId: o.projectId,
    pipelineId: o.pipelineId,
    requestKey: randomUUID(),
    startedBy: 'ada',
    plan: null,
    steps,
    edges,
  });
  const outputs = [
    [
      output('rows', hashes.rows, 'table'),
      output('rows.meta', hashes.rowsMeta, 'table-meta', tableMeta(true)),
      // Later than the split, and no rows to ask a model about: a step has replaced the column that callers send.
      output('scaled', hashes.scaled, 'table'),
      output('scaled.meta', of('scaled meta'), 'table-meta', scaledMeta()),
    ],
    [output('model', hashes.model, 'model')],
    [output('evaluation', hashes.evaluation, 'metrics', evaluation)],
  ];
  await commitSteps(db, { run: run.runId, steps: steps.length, outputsOf: (idx) => outputs[idx] ?? [] });
  const { plan: _inTheFile, ...manifest } = modelManifest;
  const candidate = await recordCandidate(db, {
    projectId: o.projectId,
    pipelineId: o.pipelineId,
    runId: run.runId,
    idx: 1,
    modelHash: hashes.model,
    title: 'Baseline',
    stepType: 'baseline',
    task: 'binary',
    manifest,
    bytes: 1,
  });
  await recordEvaluation(db, { candidateId: candidate.id, runId: run.runId, idx: 2, result: evaluation });
  return { run, candidate, hashes };
}

/** A step as a plan has it. */
export function runStep(idx: number, type: string, inputs: Record<string, RunInput[]> = {}) {
  const limits = { seconds: 60, megabytes: 256 };
  const spec = { v: 1, step: `s${idx}`, title: type, type, version: 1, params: {}, seed: 1, inputs, limits };
  return runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 1, spec });
}

function output(port: string, hash: ArtifactHash, kind: string, inline?: unknown) {
  const place = inline === undefined ? { location: `a/${hash}` } : { inline: plainJson(inline) };
  return { port, hash, bytes: 1, kind, ...place };
}

/** As it comes back from the database. */
function plainJson(value: unknown) {
  return jsonSchema.parse(JSON.parse(JSON.stringify(value)));
}

async function makeEndpoint(db: Database, o: { projectId: ProjectId; release: ReleaseId }) {
  const made = await createEndpoint(db, {
    projectId: o.projectId,
    name: 'churn',
    slug: randomUUID(),
    sandbox: true,
    createdBy: 'ada',
  });
  if (!made.ok) throw new Error(made.error);
  const config = {
    v: 1 as const,
    routes: [{ release: o.release, weight: 1 }],
    chain: [],
    last: { kind: 'error' as const },
    budgetMs: 200,
  };
  await appendRevision(db, { endpointId: made.value.id, config, createdBy: 'ada' });
  return made.value;
}

const signature = {
  inputs: [{ name: 'tenure', type: 'number', required: false }],
  outputs: [{ name: 'prediction', type: 'text' }],
};

const modelManifest = modelManifestSchema.parse({
  v: 1,
  task: 'binary',
  format: 'baseline',
  trainer: { type: 'baseline', title: 'Baseline', params: {}, seed: 1 },
  target: 'left',
  features: [],
  plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
  featureSetId: 'f',
  signature,
  trainedOn: { rows: 8, validationRows: 1 },
  batches: [],
  seconds: 0.1,
  importance: [],
  curve: [],
  summary: {},
});

const bundleManifest = bundleManifestSchema.parse({
  v: 1,
  task: 'binary',
  format: 'baseline',
  target: 'left',
  signature,
  featureSetId: 'f',
  expressionVersion: 1,
  kernels: [],
  batches: [],
  files: [],
});

const part = { rows: 1, metrics: { auc: 0.5 }, intervals: {} };
const evaluation = evaluationSchema.parse({
  v: 1,
  task: 'binary',
  target: 'left',
  parts: { train: part, validation: part, test: part },
  part: 'test',
  curves: {},
});
