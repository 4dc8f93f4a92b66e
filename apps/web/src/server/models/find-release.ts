import {
  findArtifact,
  findModelByName,
  getAlias,
  getRelease,
  listReleases,
  type Model,
  type NamedRelease,
} from '@millrace/db';
import type { ExportShape } from '@millrace/pipeline-core/api';
import { parseReleaseReference, type ReleaseReference, releaseReference } from '@millrace/pipeline-core/release';
import { database } from '../database';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

/** The release of the project that somebody named: `churn@7`, `churn v7`, `churn@champion`, or its id. */
export async function findRelease(context: ProjectContext, name: string): Promise<NamedRelease> {
  const reference = parseReleaseReference(name);
  if (reference === null) {
    throw new Refusal(
      'invalid',
      `"${name}" names no release: expected a model and a version.`,
      'Write churn@7, churn v7, churn@champion, or the id of the release.',
    );
  }
  const projectId = context.project.id;
  if ('id' in reference) return (await getRelease(database(), { projectId, id: reference.id })) ?? refuse(name, []);
  const model = await findModelByName(database(), { projectId, name: reference.model });
  if (model === null) throw new Refusal('not-found', `This project has no model "${reference.model}".`, listed);
  const releases = await listReleases(database(), { projectId, modelId: model.id });
  return (await pick(model, releases, reference)) ?? refuse(name, releases);
}

const listed = 'Models lists what there is; a key sees the models of its own project.';

async function pick(
  model: Model,
  releases: readonly NamedRelease[],
  reference: Exclude<ReleaseReference, { id: unknown }>,
): Promise<NamedRelease | undefined> {
  if ('number' in reference) return releases.find(({ number }) => number === reference.number);
  const meant = await getAlias(database(), { modelId: model.id, alias: reference.alias });
  return releases.find(({ id }) => id === meant?.id);
}

function refuse(name: string, releases: readonly NamedRelease[]): never {
  const there = releases.slice(0, 5).map(({ modelName, number }) => releaseReference({ model: modelName, number }));
  throw new Refusal(
    'not-found',
    `There is no release ${name} in this project.`,
    there.length === 0 ? listed : `There are ${there.join(', ')}${releases.length > 5 ? ' and more' : ''}.`,
  );
}

/** A release as programs see it, with the size of its bundle. */
export async function shapeExport({ id, modelName, number, bundleHash }: NamedRelease): Promise<ExportShape> {
  const artifact = await findArtifact(database(), bundleHash);
  if (artifact === null || artifact.bytes === 0) {
    throw new Refusal(
      'not-found',
      `The bundle of ${modelName} v${number} is not in the artifact store any more.`,
      'Register the model again.',
    );
  }
  return { id, model: modelName, number, bundle: bundleHash, bytes: artifact.bytes };
}
