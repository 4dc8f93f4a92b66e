import { constants } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ChildArtifact, ChildInput } from '../../child/protocol';
import { cutTable } from '../../data/preview/cut-table';
import { tableOutputs } from '../../data/table-store';
import type { JobInput } from '../executor';
import { loadInputs } from '../load-inputs';
import { type CutTable, type PreviewWork, StepStopped } from './preview-work';
import { type StepName, tooMuch } from './too-much';

/** An input as far as a preview reads it: of a large table some rows, of a small one and of anything else all. */
export async function cutInput(work: PreviewWork, input: ChildInput): Promise<{ input: ChildInput; isPart: boolean }> {
  const loaded = await loadOne(input);
  const { table, path, artifact } = loaded;
  if (table === undefined || path === undefined) return { input, isPart: false };
  // One file may be several tables: with other roles, or at another port.
  const key = JSON.stringify([path, artifact.port, table.meta]);
  const cut = work.cuts.get(key) ?? (await cutOnce(work, input, { ...loaded, table, path }));
  work.cuts.set(key, cut);
  return { input: { ...input, artifacts: cut.artifacts }, isPart: cut.rows < cut.of };
}

export async function loadOne(input: ChildInput): Promise<JobInput> {
  const [loaded] = (await loadInputs({ input: [input] })).input ?? [];
  if (loaded === undefined) throw new Error(`the input "${input.title}" could not be loaded`);
  return loaded;
}

type LoadedTable = JobInput & { table: NonNullable<JobInput['table']>; path: string };

async function cutOnce(
  work: PreviewWork,
  input: ChildInput,
  { table, path, artifact }: LoadedTable,
): Promise<CutTable> {
  const of = table.rows;
  if (of <= work.cut.rows) return { artifacts: input.artifacts, rows: of, of, places: 1 };
  const to = join(work.folder, `rows-${work.cuts.size}.parquet`);
  const { meta, places } = await cutTable(work.session, { path, meta: table.meta, cut: work.cut, to });
  return { artifacts: artifactsOf(artifact, to, meta), rows: meta.rows, of, places };
}

/** A table file that stands for an artifact. */
export function artifactsOf(
  { port, hash }: Pick<ChildArtifact, 'port' | 'hash'>,
  path: string,
  meta: LoadedTable['table']['meta'],
): ChildArtifact[] {
  return tableOutputs(port, path, meta).map((output) => ({ hash, ...output }));
}

/** What is copied of one input at most: it is copied anew for each look. */
const mostCopied = 64 * 1024 ** 2;

/**
 * Files as a step may have them that runs what its author wrote: copied into the folder of the preview, so that its engine
 * need not be let into the folders of the store, where other files lie.
 */
export async function copyInput(
  work: PreviewWork,
  { step, input, name }: { step: StepName; input: ChildInput; name: string },
): Promise<ChildInput> {
  const artifacts = input.artifacts.map(async (artifact): Promise<ChildArtifact> => {
    const { path } = artifact;
    if (path === undefined || path.startsWith(`${work.folder}${sep}`)) return artifact;
    const { size } = await stat(path);
    if (size > mostCopied) {
      const [seen, most] = [size, mostCopied].map((bytes) => `${Math.ceil(bytes / 1024 ** 2)} MB`);
      throw new StepStopped(step.id, tooMuch(step, { seen: `${seen} of ${input.title}`, most: String(most) }));
    }
    const own = join(work.folder, `${name}-${artifact.port}`);
    work.signal.throwIfAborted();
    await copyFile(path, own, constants.COPYFILE_FICLONE);
    return { ...artifact, path: own };
  });
  return { ...input, artifacts: await Promise.all(artifacts) };
}
