import {
  type Db,
  type Experiment,
  findUnknownModels,
  getExperiment,
  getLoggedModel,
  getTrackRun,
  type LoggedModel,
  type TrackRun,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import {
  experimentNumber,
  invalid,
  loggedModelUuid,
  missing,
  runUuid,
  shownModelId,
} from '@millrace/pipeline-core/tracking';
import { database } from '../database';

/** An experiment of the project by its id. @throws TrackingError where there is none */
export async function requireExperiment(projectId: ProjectId, id: string): Promise<Experiment> {
  const found = await getExperiment(database(), { projectId, number: experimentNumber(id) });
  if (found === null) throw missing(`No Experiment with id=${id} exists`);
  return found;
}

/** The same, and it may be written to. */
export async function requireActiveExperiment(projectId: ProjectId, id: string): Promise<Experiment> {
  const found = await requireExperiment(projectId, id);
  if (found.state === 'active') return found;
  throw invalid(`The experiment ${id} must be in the 'active' state. Current state is ${found.state}.`);
}

/** A run of the project by its id. @throws TrackingError where there is none */
export async function requireRun(projectId: ProjectId, id: string, db: Db = database()): Promise<TrackRun> {
  const uuid = runUuid(id);
  const found = uuid === null ? null : await getTrackRun(db, { projectId, id: uuid });
  if (found === null) throw missing(`Run with id=${id} not found`);
  return found;
}

/** The same, and it may be written to. */
export async function requireActiveRun(projectId: ProjectId, id: string, db: Db = database()): Promise<TrackRun> {
  const found = await requireRun(projectId, id, db);
  if (found.state === 'active') return found;
  throw invalid(`The run ${id} must be in the 'active' state. Current state is ${found.state}.`);
}

/** A logged model of the project by its id. @throws TrackingError where there is none */
export async function requireLoggedModel(
  projectId: ProjectId,
  id: string,
  o: { deleted?: boolean } = {},
): Promise<LoggedModel> {
  const uuid = loggedModelUuid(id);
  const found = uuid === null ? null : await getLoggedModel(database(), { projectId, id: uuid, ...o });
  if (found === null) throw missing(`Logged model with ID '${id}' not found.`);
  return found;
}

/** All of these ids (uuids) are logged models of the project; of a deleted one, too, a program may go on to report. @throws TrackingError */
export async function requireKnownModels(projectId: ProjectId, ids: readonly string[], db: Db): Promise<void> {
  if (ids.length === 0) return;
  const [unknown] = await findUnknownModels(db, { projectId, ids: [...new Set(ids)] });
  if (unknown !== undefined) throw missing(`Logged model with ID '${shownModelId(unknown)}' not found.`);
}
