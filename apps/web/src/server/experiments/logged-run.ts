import { findTrackFile, getTrackRun, listTrackFolder, readRunList, readTrackData } from '@millrace/db';
import { idOf, type ProjectId } from '@millrace/pipeline-core/ids';
import { checkArtifactPath, runArtifactUri, shownRunId, TrackingError } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { environment } from '../../env';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { sendFile } from '../mlflow/artifacts';
import { noInput, projectQuery } from '../use-case';

/** All that a program logged of a run, but its files and the points of its series. */
export const getLoggedRunUseCase = projectQuery('view', z.object({ id: idOf('run') }), async ({ project }, { id }) => {
  const run = await requireLogged(project.id, id);
  const [rows, data] = await Promise.all([
    readRunList(database(), { projectId: project.id, ids: [id] }),
    readTrackData(database(), [id]),
  ]);
  const [row] = rows;
  if (row === undefined) throw notFound('run');
  const pairs = (of: typeof data.params) => of.map(({ key, value }) => ({ key, value }));
  return {
    row,
    shownId: shownRunId(id),
    artifactUri: runArtifactUri({ experiment: run.experiment, runId: id }),
    params: pairs(data.params),
    tags: pairs(data.tags),
    inputs: data.inputs.map(({ name, digest, sourceType, tags }) => ({
      ...{ name, digest, sourceType },
      context: tags['mlflow.data.context'] ?? null,
    })),
  };
});

/** Names in a folder of a run's files, those of the whole for ''. */
export const listRunFilesUseCase = projectQuery(
  'view',
  z.object({ id: idOf('run'), folder: z.string().max(2000).default('') }),
  async ({ project }, { id, folder }) => {
    await requireLogged(project.id, id);
    const checked = folder === '' ? '' : checkedPath(folder);
    return { files: await listTrackFolder(database(), { owner: { kind: 'run', id }, folder: checked }) };
  },
);

/** The bytes of a file that was logged, as a download. @throws Refusal where the project has no such run or file */
export async function downloadRunFile(o: {
  projectId: ProjectId;
  id: string;
  path: string;
  signal: AbortSignal;
}): Promise<Response> {
  await requireLogged(o.projectId, o.id);
  const file = await findTrackFile(database(), { owner: { kind: 'run', id: o.id }, path: checkedPath(o.path) });
  if (file === null) throw notFound('file');
  return sendFile(file, o.signal);
}

/** How a notebook reaches this project. */
export const trackingAddressUseCase = projectQuery('view', noInput, () =>
  Promise.resolve({ uri: `${environment().publicUrl}/mlflow` }),
);

async function requireLogged(projectId: ProjectId, id: string) {
  const run = await getTrackRun(database(), { projectId, id });
  if (run === null || run.state === 'deleted') throw notFound('run');
  return run;
}

function checkedPath(path: string): string {
  try {
    return checkArtifactPath(path);
  } catch (error) {
    if (error instanceof TrackingError)
      throw new Refusal('invalid', error.message, 'Open the file from its list.', error);
    throw error;
  }
}
