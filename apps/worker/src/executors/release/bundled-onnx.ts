import { PipelineError } from '@millrace/pipeline-core/errors';
import { type OpenModel, storedModelIn } from '../../data/model-file';
import { modelFiles } from '../../data/stored-model';
import { cutPart } from '../../data/table-view';
import type { TarFiles } from '../../data/tar';
import { modelToOnnx } from '../../runtimes/onnx/to-onnx';
import type { ExecutorJob, TableView } from '../executor';
import { describePreparation } from './describe-preparation';
import { spreadRows } from './golden-rows';
import { onnxFacts, parityWords, proveOnnx } from './prove-onnx';

/** Bytes of the model, and of its file. Whoever loads a release reads and checks all of it, and packing one is to be quick. */
export const mostBundledOnnx = 32 * 2 ** 20;

/**
 * The model of a release as an .onnx file, proven on test rows (any, without a split). null where there is none, and the log
 * says why: a release is whole without it.
 */
export async function bundledOnnx(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title' | 'log'>,
  o: { model: OpenModel; files: ReadonlyMap<string, Buffer>; raw: TableView; rows: number; mostBytes?: number },
): Promise<TarFiles[string] | null> {
  const { model, raw, mostBytes = mostBundledOnnx } = o;
  const without = (why: string) => {
    job.log('info', `The release has no model.onnx: ${why}`);
    return null;
  };
  const stored = (o.files.get(modelFiles.weights)?.length ?? 0) + (o.files.get(modelFiles.json)?.length ?? 0);
  if (stored > mostBytes) return without(tooLarge('the model', stored, mostBytes));
  try {
    const place = `${job.title} › model`;
    const entries = storedModelIn(o.files, { manifest: 'manifest.json', place });
    const bytes = modelToOnnx(entries.stored, onnxFacts(model.manifest, describePreparation(model.manifest)));
    if (bytes.length > mostBytes) return without(tooLarge('its file', bytes.length, mostBytes));
    const table = await provingRows(job, raw, o.rows);
    if (table.rows === 0) return without('there is no row to prove it on.');
    const { parity } = await proveOnnx(job, { model, table, bytes });
    job.log('info', `model.onnx: ${parityWords(parity)}`);
    return bytes;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const { code, seen, next } = error.report;
    if (code === 'no-onnx-form') return without(`it is ${seen}. ${next}`);
    if (code !== 'onnx-differs') throw error;
    job.log('warning', `The release has no model.onnx, because it does not answer as the model: ${seen}`);
    return null;
  }
}

async function provingRows(
  job: Pick<ExecutorJob<unknown>, 'session'>,
  raw: TableView,
  most: number,
): Promise<TableView> {
  const test = (await cutPart(job.session, raw, 'test')) ?? raw;
  const rows = Math.min(most, test.rows);
  return { ...test, relation: spreadRows(test.relation, rows), rows };
}

function tooLarge(what: string, bytes: number, most: number): string {
  const megabytes = (value: number) => `${Math.ceil(value / 1e5) / 10} MB`;
  return `${what} has ${megabytes(bytes)}, more than the ${megabytes(most)} that are packed. Use Export as ONNX.`;
}
