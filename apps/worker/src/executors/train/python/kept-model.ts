import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { nameList } from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { isPlainFile, readGuestJson } from '../../../guests/guest-state';
import { requireRoom } from '../../../guests/take-file';
import { mostModelBytes } from '../../../runtimes/onnx/imported/check-file';
import { type PythonFacts, pythonReads } from '../../../runtimes/python/python-facts';
import type { GuestRows } from './guest-rows';

const toldSchema = z.object({
  by: z.enum(['pickle', 'cloudpickle']),
  reads: z.enum(pythonReads),
  /** Whether it has predict_proba. */
  shares: z.boolean(),
  classes: z.array(z.string()).max(1000).nullable(),
  type: z.string().max(200),
  versions: z.record(z.string().max(200), z.string().max(200)),
});
export type KeptPython = z.output<typeof toldSchema> & { kind: 'python'; pickle: Uint8Array };

/** What code left as its model: a file of ONNX, or a pickle with what is known of it. Throws when it left neither. */
export async function keptModel(
  title: string,
  folder: string,
): Promise<KeptPython | { kind: 'onnx'; bytes: Uint8Array }> {
  const [onnx, pickle] = [join(folder, 'out', 'model.onnx'), join(folder, 'out', 'model.pkl')];
  if (await isPlainFile(onnx)) return { kind: 'onnx', bytes: await readWhole(onnx, `${title} › model.onnx`) };
  const told = toldSchema.safeParse(await readGuestJson(join(folder, 'out', 'model.json')));
  if (told.success && (await isPlainFile(pickle)))
    return { ...told.data, kind: 'python', pickle: await readWhole(pickle, `${title} › model`) };
  throw new PipelineError({
    code: 'no-model-kept',
    family: 'pipeline',
    place: `${title} › code`,
    seen: 'code that kept no model',
    expected: 'an estimator with predict',
    next: 'Give the estimator to keep_model(model) of the module millrace.',
  });
}

async function readWhole(path: string, place: string): Promise<Uint8Array> {
  await requireRoom(path, place, mostModelBytes);
  return Uint8Array.from(await readFile(path));
}

/** How a kept estimator answers, in the order of our classes. Throws where its classes are not those of the train rows. */
export function answersOf(title: string, kept: KeptPython, { classes }: GuestRows): PythonFacts['answers'] {
  if (classes === null) return { kind: 'number' };
  if (!kept.shares) return { kind: 'labels' };
  const known = kept.classes ?? [];
  const columns = classes.map((name) => known.indexOf(name));
  if (known.length === classes.length && !columns.includes(-1)) return { kind: 'shares', columns };
  throw new PipelineError({
    code: 'class-count',
    family: 'pipeline',
    place: `${title} › code`,
    seen: kept.classes === null ? 'an estimator without classes_' : `the classes ${nameList(known, 8)}`,
    expected: `those of the train rows: ${nameList(classes, 8)}`,
    next: 'Fit it on inputs["train"][target] as it is, or say keep_model(model, classes=[…]) in the order of its probabilities.',
  });
}
