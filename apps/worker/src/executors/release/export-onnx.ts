import { writeFile } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ModelManifest, mostApart, type OnnxParity } from '@millrace/pipeline-core/release';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { type OpenModel, storedModelIn } from '../../data/model-file';
import { outputPath } from '../../data/table-store';
import { cutPart } from '../../data/table-view';
import { readTar } from '../../data/tar';
import { loadScorer } from '../../runtimes/loaders';
import { openOnnx, type TensorSpec } from '../../runtimes/onnx/session';
import { modelToOnnx } from '../../runtimes/onnx/to-onnx';
import { readFeatures } from '../evaluate/read-features';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFile, requireTable } from '../require-table';
import { compareOnnx, type Parity } from './compare-onnx';
import { describePreparation } from './describe-preparation';
import { spreadRows } from './golden-rows';

/** Writes the model as an .onnx file, and publishes it only when ONNX Runtime gives our answers. */
export const exportOnnxExecutor: ExecutorFor<Catalog['export-onnx']> = {
  kind: 'run',
  async run(job) {
    const source = requireFile(job, 'model');
    const place = `${job.title} › model`;
    const { manifest, stored } = storedModelIn(await readTar(source.path), { manifest: 'manifest.json', place });
    const preparation = describePreparation(manifest);
    const bytes = modelToOnnx(stored, factsOf(manifest, preparation));
    const model: OpenModel = { manifest, scorer: await loadScorer(stored) };
    const { part, table } = await provingRows(job, requireTable(job, 'rows'));
    const { parity, inputs, outputs } = await prove(job, { model, table, bytes });
    const path = outputPath(job.folder, 'onnx', 'onnx');
    await writeFile(path, bytes, { flag: 'wx' });
    const { hash } = await hashFile(path);
    job.log('info', `${words(parity)} The file has ${bytes.length} bytes.`);
    if (preparation.length > 0)
      job.log(
        'info',
        `Not in the file: the preparation before the model, ${preparation.length} steps. It reads prepared cells.`,
      );
    const proof: OnnxParity = {
      v: 1,
      kind: 'onnx-parity',
      model: source.artifact.hash,
      title: manifest.trainer.title,
      file: { hash, bytes: bytes.length },
      part,
      rows: parity.rows,
      maxDifference: parity.maxDifference,
      mostApart,
      labels: manifest.classes === undefined ? null : 'equal',
      inputs: inputs.map(plainSpec),
      outputs: outputs.map(plainSpec),
      featureSetId: manifest.featureSetId,
      preparation,
    };
    return {
      outputs: [
        { port: 'onnx', kind: 'file', path },
        { port: 'parity', kind: 'metrics', inline: toPlainJson(proof) },
      ],
    };
  },
};

function plainSpec({ name, type, dims }: TensorSpec) {
  return { name, type, dims: [...dims] };
}

/** What the file says of itself, for whoever finds it. */
function factsOf(manifest: ModelManifest, preparation: readonly string[]): Record<string, string> {
  return {
    millrace_format: manifest.format,
    trainer: manifest.trainer.title,
    target: manifest.target,
    feature_set: manifest.featureSetId,
    preparation: JSON.stringify(preparation),
  };
}

/** Rows that the model has not learned from, if there are any, from all over the table. */
async function provingRows(
  job: ExecutorJob<{ rows: number }>,
  rows: TableView,
): Promise<{ part: OnnxParity['part']; table: TableView }> {
  const test = await cutPart(job.session, rows, 'test');
  const validation = test ?? (await cutPart(job.session, rows, 'validation'));
  const chosen = validation ?? rows;
  if (chosen.rows === 0)
    throw new PipelineError({
      code: 'no-rows',
      family: 'pipeline',
      place: `${job.title} › rows`,
      seen: 'no row',
      expected: 'at least one row to compare answers on',
      next: 'Connect the split, or rows of the data this model was trained on.',
    });
  const count = Math.min(job.params.rows, chosen.rows);
  const relation = spreadRows(chosen.relation, count);
  return {
    part: test !== null ? 'test' : validation !== null ? 'validation' : 'all',
    table: { ...chosen, relation, rows: count },
  };
}

async function prove(
  job: ExecutorJob<unknown>,
  { model, table, bytes }: { model: OpenModel; table: TableView; bytes: Uint8Array },
) {
  const { columns } = await readFeatures(job, { model, table });
  const ours = await model.scorer.scoreBlock(columns, table.rows);
  const session = await openOnnx(bytes).catch((cause: unknown) => {
    throw notProven(`ONNX Runtime does not read the file: ${cause instanceof Error ? cause.message : cause}`, cause);
  });
  try {
    const parity = await compareOnnx(session, { manifest: model.manifest, columns, rows: table.rows, ours });
    if (parity.otherLabels.length > 0 || parity.tooFar.length > 0) throw notProven(words(parity));
    return { parity, inputs: session.inputs, outputs: session.outputs };
  } finally {
    await session.close();
  }
}

function words({ rows, maxDifference, otherLabels, tooFar }: Parity): string {
  const labels =
    otherLabels.length === 0 ? '' : ` ${otherLabels.length} labels differ, first of row ${otherLabels[0]}.`;
  const far = tooFar.length === 0 ? '' : ` ${tooFar.length} rows are too far apart, first row ${tooFar[0]}.`;
  return `${rows} rows answered by ONNX Runtime and by the model differ by at most ${maxDifference.toExponential(1)}.${labels}${far}`;
}

function notProven(seen: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'onnx-differs',
    family: 'bug',
    place: 'Export to ONNX',
    seen,
    expected: `equal labels and answers less than ${mostApart} apart`,
    next: 'No file was published. Report this with the model; until then serve it with Millrace.',
    ...(cause === undefined ? {} : { cause }),
  });
}
