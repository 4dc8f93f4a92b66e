import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ModelManifest, mostApart } from '@millrace/pipeline-core/release';
import type { OpenModel } from '../../data/model-file';
import { openOnnx, type TensorSpec } from '../../runtimes/onnx/session';
import { readFeatures } from '../evaluate/read-features';
import type { ExecutorJob, TableView } from '../executor';
import { compareOnnx, type Parity } from './compare-onnx';

/** What the file says of itself, for whoever finds it. */
export function onnxFacts(manifest: ModelManifest, preparation: readonly string[]): Record<string, string> {
  return {
    millrace_format: manifest.format,
    trainer: manifest.trainer.title,
    target: manifest.target,
    feature_set: manifest.featureSetId,
    preparation: JSON.stringify(preparation),
  };
}

/** Runs the file in ONNX Runtime on all rows of the table beside the model. Throws `onnx-differs` where it answers otherwise. */
export async function proveOnnx(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  { model, table, bytes }: { model: OpenModel; table: TableView; bytes: Uint8Array },
): Promise<{ parity: Parity; inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] }> {
  const { columns } = await readFeatures(job, { model, table });
  const ours = await model.scorer.scoreBlock(columns, table.rows);
  const session = await openOnnx(bytes).catch((cause: unknown) => {
    throw notProven(`ONNX Runtime does not read the file: ${cause instanceof Error ? cause.message : cause}`, cause);
  });
  try {
    const { manifest } = model;
    const parity = await compareOnnx(session, { manifest, columns, rows: table.rows, ours }).catch((cause: unknown) => {
      if (cause instanceof PipelineError) throw cause;
      throw notProven(`ONNX Runtime does not answer: ${cause instanceof Error ? cause.message : cause}`, cause);
    });
    if (parity.otherLabels.length > 0 || parity.tooFar.length > 0) throw notProven(parityWords(parity));
    return { parity, inputs: session.inputs, outputs: session.outputs };
  } finally {
    await session.close();
  }
}

export function parityWords({ rows, maxDifference, otherLabels, tooFar }: Parity): string {
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
