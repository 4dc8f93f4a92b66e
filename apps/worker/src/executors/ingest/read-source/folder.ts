import { constants, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { listFolder, openFolder } from '../../../outside/watched-folder';
import type { ReadJob, ReadKind } from './read-job';

/** Takes the file that the watch has seen, if it is still the one it saw. */
export const readFolder: ReadKind<'folder'> = {
  async read(job) {
    const { task, config, folder } = job;
    const wanted = task.request?.file;
    const cursor = { from: task.cursor, to: task.cursor };
    if (wanted === undefined) {
      return {
        path: null,
        facts: { fileName: '', nothingNew: 'The watch starts a run for each file it sees.', cursor },
      };
    }
    const real = await openFolder(config.path, job.grant.watchRoots, job.title);
    const name = basename(wanted.path);
    const path = join(folder, 'raw');
    await copyUnchanged(job, { from: join(real, name), to: path, wanted });
    job.log('info', `Took ${name}, ${wanted.size.toLocaleString('en')} bytes.`);
    const format = config.format === 'auto' ? {} : { format: config.format };
    return { path, facts: { fileName: name.slice(0, 200), ...format, cursor } };
  },

  async test({ config, grant, title }) {
    const { files, problems } = await listFolder(config, grant.watchRoots, title);
    const first = problems[0];
    const aside = first === undefined ? '' : ` ${problems.length} cannot be read: ${first.message}`;
    return `The folder can be read; ${files.length} ${files.length === 1 ? 'file fits' : 'files fit'} ${config.pattern}.${aside}`;
  },
};

type Copy = { from: string; to: string; wanted: { size: number; mtimeMs: number } };

/** Opens without following a link, and looks at what is open: nobody can exchange it in between. */
async function copyUnchanged(job: ReadJob<'folder'>, { from, to, wanted }: Copy): Promise<void> {
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw changed(job, from, 'a file that cannot be opened any more', cause);
    },
  );
  try {
    const before = await file.stat();
    if (!before.isFile()) throw changed(job, from, 'something that is no plain file');
    if (before.size !== wanted.size || before.mtimeMs !== wanted.mtimeMs)
      throw changed(job, from, 'a file that was changed');
    await pipeline(file.createReadStream({ autoClose: false }), createWriteStream(to, { flags: 'w' }), {
      signal: job.signal,
    });
    const after = await file.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw changed(job, from, 'a file that was being written');
  } finally {
    await file.close();
  }
}

function changed(job: ReadJob<'folder'>, path: string, seen: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'file-changed',
    family: 'pipeline',
    place: `${job.title} › ${basename(path)}`,
    seen,
    expected: 'the file as the watch saw it',
    next: 'The watch takes it again as soon as it rests.',
    ...(cause === undefined ? {} : { cause }),
  });
}
