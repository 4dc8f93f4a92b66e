import { findTrackFile, listTrackFolder, type ModelVersion, searchLoggedModels } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import {
  invalid,
  modelArtifactUri,
  parseModelSource,
  runArtifactUri,
  shownModelId,
  shownRunId,
  TrackingError,
} from '@millrace/pipeline-core/tracking';
import { database } from '../database';
import { requireOwner } from './artifacts';
import { requireLoggedModel, requireRun } from './find-things';
import { requireVersion } from './find-versions';

/** A version may be registered from another one; nobody needs a long chain. */
const longestChain = 5;

/**
 * What a source names, checked to be of this project.
 * @throws TrackingError for local paths, foreign addresses, and what is not there
 */
export async function checkModelSource(
  projectId: ProjectId,
  source: string,
): Promise<{ runId: string | null; loggedModelId: string | null }> {
  const read = parseModelSource(source);
  switch (read.kind) {
    case 'place': {
      await requireOwner(projectId, read.place, { writes: false });
      const { kind, id } = read.place.owner;
      return kind === 'run' ? { runId: id, loggedModelId: null } : { runId: null, loggedModelId: id };
    }
    case 'run':
      return { runId: (await requireRun(projectId, shownRunId(read.runId))).id, loggedModelId: null };
    case 'logged-model': {
      const model = await requireLoggedModel(projectId, shownModelId(read.modelId));
      return { runId: model.sourceRunId, loggedModelId: model.id };
    }
    case 'version': {
      const version = await requireVersion(projectId, { name: read.name, version: String(read.version) });
      return { runId: version.runId, loggedModelId: version.loggedModelId };
    }
  }
}

/** Where a client fetches the files of a version. @throws TrackingError where there are none that MLflow could load */
export async function downloadUri(projectId: ProjectId, version: ModelVersion, chain = 0): Promise<string> {
  if (version.releaseId !== null) {
    throw new TrackingError(
      'NOT_IMPLEMENTED',
      `Version ${version.number} of ${version.name} is a release of Millrace, which MLflow cannot load. Ask its endpoint instead.`,
    );
  }
  const read = parseModelSource(version.source);
  switch (read.kind) {
    case 'place':
      return version.source;
    case 'logged-model':
      return uriOfModel(projectId, read.modelId);
    case 'run':
      return uriOfRunPath(projectId, read);
    case 'version': {
      if (chain >= longestChain) throw invalid(`The source of version ${version.number} leads in a circle.`);
      const next = await requireVersion(projectId, { name: read.name, version: String(read.version) });
      return downloadUri(projectId, next, chain + 1);
    }
  }
}

async function uriOfModel(projectId: ProjectId, id: string): Promise<string> {
  const model = await requireLoggedModel(projectId, shownModelId(id), { deleted: true });
  return modelArtifactUri({ experiment: model.experiment, modelId: model.id });
}

/** A path of a run is a folder of its files, or the name of a model that it logged. */
async function uriOfRunPath(projectId: ProjectId, { runId, path }: { runId: string; path: string }): Promise<string> {
  const run = await requireRun(projectId, shownRunId(runId));
  const owner = { kind: 'run' as const, id: run.id };
  const root = runArtifactUri({ experiment: run.experiment, runId: run.id });
  const inRun =
    (await findTrackFile(database(), { owner, path })) !== null ||
    (await listTrackFolder(database(), { owner, folder: path })).length > 0;
  if (inRun || path === '') return path === '' ? root : `${root}/${path}`;
  const [model] = await searchLoggedModels(database(), {
    projectId,
    experiments: [run.experiment],
    filter: [
      { side: 'attribute', key: 'name', operator: '=', value: path },
      { side: 'attribute', key: 'source_run_id', operator: '=', value: shownRunId(run.id) },
    ],
    order: [],
    limit: 1,
    offset: 0,
  });
  return model === undefined ? `${root}/${path}` : modelArtifactUri({ experiment: run.experiment, modelId: model.id });
}
