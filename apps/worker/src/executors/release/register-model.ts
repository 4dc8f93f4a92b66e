import { writeFile } from 'node:fs/promises';
import { buildCard, cardMarkdown } from '@millrace/pipeline-core/card';
import type { RegisterModel } from '@millrace/pipeline-core/events';
import { neededNodes, planToSql } from '@millrace/pipeline-core/features';
import { type Evaluation, evaluationSchema } from '@millrace/pipeline-core/metrics';
import type { BundleManifest, SignatureInput } from '@millrace/pipeline-core/release';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { requireEntry } from '../../data/archive-entry';
import { hashFile } from '../../data/artifact-store';
import { type OpenModel, openModelFiles } from '../../data/model-file';
import { scoringEnvironment } from '../../data/scoring-environment';
import { describeInputs } from '../../data/signature-facts';
import { sqlTypeOf } from '../../data/sql-text';
import { modelFiles } from '../../data/stored-model';
import { outputPath } from '../../data/table-store';
import { cutPart } from '../../data/table-view';
import { readTar, type TarFiles } from '../../data/tar';
import { withWidths } from '../../data/vector-widths';
import { writeBundle } from '../../data/write-bundle';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { modelDoors } from '../model-doors';
import { toPlainJson } from '../plain-json';
import { requireFile, requireTable } from '../require-table';
import { bundledOnnx } from './bundled-onnx';
import { goldenRows } from './golden-rows';
import { heldOutRows } from './held-out-rows';
import { inputBaselines } from './input-baselines';
import { rawRows } from './raw-rows';

/** Packs a model with all that is needed to answer, and proves on proof rows that single answers equal batch ones. */
export const registerModelExecutor: ExecutorFor<Catalog['register-model']> = {
  kind: 'run',
  async run(job) {
    const source = requireFile(job, 'model');
    const rows = requireTable(job, 'rows');
    const files = await readTar(source.path);
    const place = `${job.title} › model`;
    const model = await openModelFiles(files, { manifest: 'manifest.json', place, doors: modelDoors(job) });
    const raw = await rawRows(job, { rows, inputs: model.manifest.signature.inputs });
    const evaluation = readEvaluation(job);
    const train = (await cutPart(job.session, raw, 'train')) ?? raw;
    const inputs = await describeInputs(job.session, {
      inputs: withWidths(model.manifest.signature.inputs, model.manifest),
      rows: train,
      plan: raw.meta.plan,
    });
    const golden = await goldenRows(job, { model, raw, rows, inputs, count: job.params.goldenRows });
    const heldOut = await heldOutRows(job, { model, raw, rows, inputs, golden, wide: job.params.goldenRows });
    const onnx = await bundledOnnx(job, { model, files, raw, rows: job.params.goldenRows });
    const facts = { ...bundleFacts(model, { inputs, evaluation }), heldOut: heldOut.facts };
    const path = outputPath(job.folder, 'release', 'tar');
    const manifest = await writeBundle(path, {
      facts,
      files: {
        ...copied(files),
        ...(onnx === null ? {} : { 'model.onnx': onnx }),
        'plan.json': JSON.stringify(model.manifest.plan),
        'golden.jsonl': golden.map((row) => `${JSON.stringify(row)}\n`).join(''),
        'evaluation.json': JSON.stringify(evaluation),
        'baselines.json': JSON.stringify(await inputBaselines(job.session, train, inputs)),
        'environment.json': JSON.stringify(scoringEnvironment()),
        'card.md': bundledCard(job.params.name, { model, evaluation, inputs }),
      },
    });
    const { hash } = await hashFile(path);
    // Beside the bundle, not in it: what answers needs no rows, and a bundle travels.
    const rowsPath = outputPath(job.folder, 'held-out', 'jsonl');
    await writeFile(rowsPath, heldOut.lines);
    const event: RegisterModel = {
      name: job.params.name,
      bundle: hash,
      model: source.artifact.hash,
      manifest,
      evaluation,
    };
    job.log(
      'info',
      `Packed "${model.manifest.trainer.title}" as a release of ${job.params.name} with ${golden.length} proof rows and ${heldOut.facts.rows} of ${heldOut.facts.of} held-out rows.`,
    );
    return {
      outputs: [
        { port: 'release', kind: 'bundle', path },
        { port: 'held-out', kind: 'held-out', path: rowsPath },
      ],
      events: [{ topic: 'register-model', payload: toPlainJson(event) }],
    };
  },
};

/** The card as far as the files of a bundle tell it; the workbench knows more, and what people wrote. */
function bundledCard(
  name: string,
  o: { model: OpenModel; evaluation: Evaluation | null; inputs: SignatureInput[] },
): string {
  const { evaluation, inputs } = o;
  const { plan: _, ...manifest } = o.model.manifest;
  const signature = { ...manifest.signature, inputs };
  const unknown = { version: null, bytes: null, explanation: null, batches: null, environment: null, trained: null };
  const facts = { name, evaluation, manifest: { ...manifest, signature }, ...unknown, previous: null, texts: {} };
  return cardMarkdown(buildCard(facts));
}

function copied(files: ReadonlyMap<string, Buffer>): TarFiles {
  const take = (name: string) => requireEntry(files, name, 'Model');
  return {
    'model.json': take('manifest.json'),
    [modelFiles.json]: take(modelFiles.json),
    [modelFiles.weights]: take(modelFiles.weights),
    ...(files.has(modelFiles.digest) ? { [modelFiles.digest]: take(modelFiles.digest) } : {}),
  };
}

function bundleFacts(
  { manifest }: OpenModel,
  options: { inputs: SignatureInput[]; evaluation: Evaluation | null },
): Omit<BundleManifest, 'files'> {
  const { classes, positive } = manifest;
  const receipt = manifest.trainedOn.receipt;
  const threshold = options.evaluation?.threshold;
  return {
    v: 1,
    task: manifest.task,
    format: manifest.format,
    target: manifest.target,
    ...(classes === undefined ? {} : { classes }),
    ...(positive === undefined ? {} : { positive }),
    ...(threshold === undefined ? {} : { threshold }),
    signature: { ...manifest.signature, inputs: options.inputs },
    featureSetId: manifest.featureSetId,
    expressionVersion: manifest.plan.expressionVersion,
    kernels: kernelsOf(manifest),
    batches: manifest.batches,
    ...(receipt === undefined ? {} : { receipt }),
  };
}

/** Kernels that the plan calls, its own and those of the expression language: a scorer of another build must have them. */
function kernelsOf({ plan, features }: OpenModel['manifest']): string[] {
  const { nodes } = neededNodes(
    plan,
    features.map(({ name }) => name),
  );
  const columns = plan.source.map((column) => ({ ...column, sqlType: sqlTypeOf(column) }));
  const own = nodes.flatMap((node) => ('kernel' in node ? [`${node.kernel}@${node.version}`] : []));
  return [...new Set([...planToSql({ from: 'requests', columns, nodes, filters: 'ignore' }).kernels, ...own])].sort();
}

function readEvaluation(job: ExecutorJob<unknown>): Evaluation | null {
  const json = job.inputs.evaluation?.[0]?.json;
  return json === undefined ? null : evaluationSchema.parse(json);
}
