import { join } from 'node:path';
import { type Database, dropStepCheckpoint, findStepCheckpoint, keepStepCheckpoint } from '@millrace/db';
import type { LeasedStep } from '@millrace/db/protocol';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { StepRequest } from '../child/protocol';
import { type AttemptFolder, isCode, placeFile } from './attempt-folder';
import type { ArtifactFiles } from './interfaces';
import { fileInside } from './put-artifact';
import { retryCall } from './retry-call';

export type CheckpointOptions = {
  db: Database;
  files: ArtifactFiles;
  folder: AttemptFolder;
  step: LeasedStep;
  projectId: ProjectId;
  /** Equal steps go on from each other's states, as they would use each other's results. */
  fingerprint: string;
  /** Asked to run anew: only a state of this very step of this run counts. */
  force: boolean;
  stopped: () => boolean;
};

export type Checkpoints = {
  /** What the child is told. */
  request: NonNullable<StepRequest['checkpoint']>;
  /** Keeps a state that the child wrote into its folder, unless the step is not this attempt's any more. */
  keep(path: string, done: number): Promise<void>;
  /** The fit has ended and its result is committed: nobody goes on from here. */
  ended(): Promise<void>;
};

/**
 * States of a long fit: the last one that an equal step of the project left behind is brought into the attempt's folder;
 * each new one is stored as a file and recorded under the fence of the step.
 */
export async function openCheckpoints(options: CheckpointOptions): Promise<Checkpoints> {
  const { db, files, folder, step, projectId, fingerprint } = options;
  const { runId, idx, token } = step;
  const remove = async (location: string | null) => {
    if (location !== null) await files.remove(location);
  };
  return {
    request: { last: await bringLast(options) },
    async keep(path, done) {
      const file = await files.putFile(await fileInside(folder.path, path));
      // Where this fails nothing is known, so the file is left to the sweep.
      const { kept, replaced } = await keepStepCheckpoint(db, { runId, idx, token, fingerprint, done, ...file });
      await remove(kept ? replaced : file.location);
    },
    ended: async () => remove(await dropStepCheckpoint(db, { projectId, fingerprint })),
  };
}

async function bringLast(options: CheckpointOptions): Promise<Checkpoints['request']['last']> {
  const { db, files, folder, step, projectId, fingerprint, force } = options;
  const of = force ? { of: { runId: step.runId, idx: step.idx } } : {};
  const last = await retryCall(() => findStepCheckpoint(db, { projectId, fingerprint, ...of }), options.stopped);
  if (last === null) return null;
  const path = join(folder.path, 'in', 'state');
  try {
    await placeFile(files.pathOf(last.location), path, false);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    return null; // an equal step has just kept another or ended; beginning anew costs time only
  }
  return { path, hash: last.hash, done: last.done };
}
