import { join } from 'node:path';
import { answerGap, type GoldenRow, roundingOf } from '@millrace/pipeline-core/release';
import type { Logger } from '../logger';
import { serveApart } from '../scoring/apart/serve-apart';
import type { NamedBundle } from '../scoring/releases/open-release';
import type { ServedRelease } from '../scoring/releases/served-release';
import { modelMegabytes } from './model-megabytes';
import { requireOnnxRuntime } from './onnx-runtime-files';
import { exportedFiles, titleOf } from './release-facts';

export type ApartOptions = {
  /** Memory cap of the process of a model that others made, in megabytes; from the size of the bundle where nobody says. */
  modelMegabytes?: number | undefined;
  logger: Logger;
};

/**
 * Opens a model that others made as the workbench does, in a process of its own that is started anew where it ends: the program
 * `model.mjs` of the folder, with the ONNX Runtime beside it. Throws in words where it does not open here, and where it answers
 * the proof rows otherwise than the workbench did, rounding apart.
 */
export async function openApart(
  release: NamedBundle,
  o: ApartOptions & { folder: string; bytes: number; golden: readonly GoldenRow[] },
): Promise<{ served: ServedRelease; close(): void }> {
  const title = titleOf({ model: release.modelName, number: release.number });
  await requireOnnxRuntime(o.folder, title);
  const served = await serveApart(release, {
    program: join(o.folder, exportedFiles.model),
    megabytes: o.modelMegabytes ?? modelMegabytes(o.bytes),
    now: () => performance.now(),
    logger: o.logger,
  });
  const close = () => served.own?.close();
  try {
    served.own?.stay(true);
    await served.own?.open();
    await proveGolden(served, { title, golden: o.golden });
    return { served, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function proveGolden(
  { answer, format }: ServedRelease,
  { title, golden }: { title: string; golden: readonly GoldenRow[] },
): Promise<void> {
  const rounding = roundingOf(format);
  const never = new AbortController().signal;
  const gaps: number[] = [];
  for (const { input, output } of golden) {
    const seen = (await answer(input, never)).output;
    const gap = Math.max(0, ...output.map((value, at) => answerGap(value, seen[at] ?? Number.NaN, rounding)));
    if (gap > rounding.most || seen.length !== output.length) gaps.push(gap);
  }
  if (gaps.length === 0) return;
  throw new Error(
    `${title}: got other answers to ${gaps.length} of ${golden.length} proof rows (largest difference ${Math.max(...gaps)}) with ONNX Runtime on ${process.platform}-${process.arch}, expected those of the workbench but for rounding (${rounding.most}). Run it on a machine of another kind, or export the release again.`,
  );
}
