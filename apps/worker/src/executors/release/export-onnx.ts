import { writeFile } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { mostApart, type OnnxParity } from '@millrace/pipeline-core/release';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { type OpenModel, storedModelIn } from '../../data/model-file';
import { outputPath } from '../../data/table-store';
import { cutPart } from '../../data/table-view';
import { readTar } from '../../data/tar';
import { loadScorer } from '../../runtimes/loaders';
import type { TensorSpec } from '../../runtimes/onnx/session';
import { modelToOnnx } from '../../runtimes/onnx/to-onnx';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFile, requireTable } from '../require-table';
import { describePreparation } from './describe-preparation';
import { spreadRows } from './golden-rows';
import { onnxFacts, parityWords, proveOnnx } from './prove-onnx';

/** Writes the model as an .onnx file, and publishes it only when ONNX Runtime gives our answers. */
export const exportOnnxExecutor: ExecutorFor<Catalog['export-onnx']> = {
  kind: 'run',
  async run(job) {
    const source = requireFile(job, 'model');
    const place = `${job.title} › model`;
    const { manifest, stored } = storedModelIn(await readTar(source.path), { manifest: 'manifest.json', place });
    const preparation = describePreparation(manifest);
    const bytes = modelToOnnx(stored, onnxFacts(manifest, preparation));
    const model: OpenModel = { manifest, scorer: await loadScorer(stored) };
    const { part, table } = await provingRows(job, requireTable(job, 'rows'));
    const { parity, inputs, outputs } = await proveOnnx(job, { model, table, bytes });
    const path = outputPath(job.folder, 'onnx', 'onnx');
    await writeFile(path, bytes, { flag: 'wx' });
    const { hash } = await hashFile(path);
    job.log('info', `${parityWords(parity)} The file has ${bytes.length} bytes.`);
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
