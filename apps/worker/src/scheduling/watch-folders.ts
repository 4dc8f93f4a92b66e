import {
  type Database,
  findTriggerKeys,
  listActiveSources,
  recordTrigger,
  type Source,
  type SourceProblem,
  setSourceProblems,
} from '@millrace/db';
import { toErrorReport } from '@millrace/pipeline-core/errors';
import type { Logger } from '../logger';
import { type FolderProblem, listFolder, type SeenFile } from '../outside/watched-folder';

type Look = ReadonlyMap<string, SeenFile>;

export type FolderWatch = { tick(): Promise<void> };

/**
 * Looks at the folders of sources. A file is taken when two looks in a row see the same size and time; its wish for a run
 * is named after path, size and time, so that each file lands once, and a file that changed later lands again. What
 * cannot be read is a problem of its source, never of the worker.
 */
export function watchFolders(options: {
  db: Database;
  roots: readonly string[];
  now: () => Date;
  logger: Logger;
}): FolderWatch {
  const looks = new Map<string, Look>();
  return {
    async tick() {
      const sources = await listActiveSources(options.db, 'folder');
      for (const source of sources) {
        await lookAt(options, source, looks).catch((error: unknown) =>
          options.logger.warn({ source: source.id, error: String(error) }, 'a watched folder could not be looked at'),
        );
      }
      const present = new Set<string>(sources.map(({ id }) => id));
      for (const id of looks.keys()) if (!present.has(id)) looks.delete(id);
    },
  };
}

type Options = Parameters<typeof watchFolders>[0];

async function lookAt(options: Options, source: Source, looks: Map<string, Look>): Promise<void> {
  if (source.config.kind !== 'folder') return;
  const found = await listFolder(source.config, options.roots, source.name).catch((error: unknown) => ({
    files: [],
    problems: [{ place: 'folder', message: toErrorReport(error, source.name).message }],
  }));
  await noteProblems(options, source, found.problems);
  const before = looks.get(source.id);
  looks.set(source.id, new Map(found.files.map((file) => [file.path, file])));
  const resting = found.files.filter((file) => isSame(before?.get(file.path), file));
  await askForRuns(options, source, resting);
}

function isSame(before: SeenFile | undefined, now: SeenFile): boolean {
  return before !== undefined && before.size === now.size && before.mtimeMs === now.mtimeMs;
}

async function askForRuns({ db, now }: Options, source: Source, files: readonly SeenFile[]): Promise<void> {
  const { projectId, pipelineId } = source;
  const keyed = files.map((file) => ({
    file,
    requestKey: `file ${source.id} ${file.path} ${file.size} ${file.mtimeMs}`,
  }));
  const known = await findTriggerKeys(db, { projectId, requestKeys: keyed.map(({ requestKey }) => requestKey) });
  const fresh = keyed.filter(({ requestKey }) => !known.has(requestKey));
  const from = now().getTime();
  for (const [at, { file, requestKey }] of fresh.entries()) {
    // Wishes are granted in the order of their times: the oldest file first.
    const createdAt = new Date(from + at);
    await recordTrigger(db, {
      projectId,
      pipelineId,
      requestKey,
      trigger: 'file',
      startedBy: source.updatedBy,
      createdAt,
      request: { file },
    });
  }
}

/** Written only when the words change: the time is that of the first look that saw it. */
async function noteProblems({ db, now }: Options, source: Source, problems: readonly FolderProblem[]): Promise<void> {
  const words = (list: readonly FolderProblem[]) => JSON.stringify(list.map(({ place, message }) => [place, message]));
  const shown = problems.slice(0, 50);
  if (words(shown) === words(source.problems)) return;
  const noted = shown.map((problem): SourceProblem => ({ ...problem, at: now().toISOString() }));
  await setSourceProblems(db, { projectId: source.projectId, id: source.id }, noted);
}
