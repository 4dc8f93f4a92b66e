import { findModelVersion, findRegisteredModel, type ModelVersion, type RegisteredModel } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { invalid, missing } from '@millrace/pipeline-core/tracking';
import { database } from '../database';

/** A model of the project by its name. @throws TrackingError where there is none */
export async function requireModel(projectId: ProjectId, name: string): Promise<RegisteredModel> {
  const found = await findRegisteredModel(database(), { projectId, name });
  if (found === null) throw missing(`Registered Model with name=${name} not found`);
  return found;
}

/** A version of a model of the project. @throws TrackingError where there is none */
export async function requireVersion(
  projectId: ProjectId,
  { name, version }: { name: string; version: string },
): Promise<ModelVersion> {
  const { id } = await requireModel(projectId, name);
  if (!/^\d{1,9}$/.test(version)) throw invalid(`Model version must be an integer, got '${version.slice(0, 40)}'`);
  const found = await findModelVersion(database(), { modelId: id, number: Number(version) });
  if (found === null) throw missing(`Model Version (name=${name}, version=${version}) not found`);
  return found;
}
