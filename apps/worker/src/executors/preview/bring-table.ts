import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ChildArtifact, ChildInput } from '../../child/protocol';
import { cutTable } from '../../data/preview/cut-table';
import { tableOutputs } from '../../data/table-store';
import type { JobInput } from '../executor';
import { loadInputs } from '../load-inputs';
import type { CutTable, PreviewWork } from './preview-work';

/** An input as far as a preview reads it: of a large table some rows, of a small one and of anything else all. */
export async function cutInput(work: PreviewWork, input: ChildInput): Promise<{ input: ChildInput; isPart: boolean }> {
  const loaded = await loadOne(input);
  if (loaded.table === undefined || loaded.path === undefined) return { input, isPart: false };
  // One file may have several metadata: what is said of it counts as well.
  const key = [loaded.path, ...input.artifacts.map(({ port, hash }) => `${port} ${hash}`)].join('\n');
  const cut = work.cuts.get(key) ?? (await cutOnce(work, input, loaded));
  work.cuts.set(key, cut);
  return { input: { ...input, artifacts: cut.artifacts }, isPart: cut.rows < cut.of };
}

async function loadOne(input: ChildInput): Promise<JobInput> {
  const [loaded] = (await loadInputs({ input: [input] })).input ?? [];
  if (loaded === undefined) throw new Error(`the input "${input.title}" could not be loaded`);
  return loaded;
}

async function cutOnce(work: PreviewWork, input: ChildInput, { table, path, artifact }: JobInput): Promise<CutTable> {
  const of = table?.rows ?? 0;
  if (table === undefined || path === undefined || of <= work.cut.rows) {
    return { artifacts: input.artifacts, rows: of, of, places: 1 };
  }
  const to = join(work.folder, `rows-${work.cuts.size}.parquet`);
  const { meta, places } = await cutTable(work.session, { path, meta: table.meta, cut: work.cut, to });
  const artifacts = tableOutputs(artifact.port, to, meta).map(
    (output): ChildArtifact => ({ hash: artifact.hash, ...output }),
  );
  return { artifacts, rows: meta.rows, of, places };
}

/**
 * Files as a step may have them that runs what its author wrote: copied into the folder of the preview, so that its engine
 * need not be let into the folders of the store, where other files lie.
 */
export async function copyInput(work: PreviewWork, input: ChildInput, name: string): Promise<ChildInput> {
  const artifacts = input.artifacts.map(async (artifact): Promise<ChildArtifact> => {
    const { path } = artifact;
    if (path === undefined || path.startsWith(`${work.folder}${sep}`)) return artifact;
    const own = join(work.folder, `${name}-${artifact.port}`);
    await copyFile(path, own, constants.COPYFILE_FICLONE);
    return { ...artifact, path: own };
  });
  return { ...input, artifacts: await Promise.all(artifacts) };
}
