import { getReleaseUnchecked, listApiKeys, listMembers } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import { database } from '../database';
import { callerNames } from './caller-names';
import { fieldsInOrder } from './fields-in-order';

/** Predictions of a project with the names of their callers and of the releases that answered. */
export async function namedPredictions(projectId: ProjectId, predictions: readonly Prediction[]) {
  const ids = new Set(predictions.flatMap(({ release }) => (release === null ? [] : [release])));
  const [members, keys, releases] = await Promise.all([
    listMembers(database(), projectId),
    listApiKeys(database(), projectId),
    Promise.all([...ids].map((id) => getReleaseUnchecked(database(), id))), // of endpoints of this project
  ]);
  const nameOf = callerNames({ members, keys });
  const found = new Map(releases.flatMap((release) => (release === null ? [] : [[release.id, release] as const])));
  return predictions.map((prediction) => {
    const release = prediction.release === null ? undefined : found.get(prediction.release);
    return {
      ...prediction,
      ...(release === undefined ? {} : fieldsInOrder(prediction, release.manifest)),
      callerName: nameOf(prediction.caller),
      /** Null where no release answered, or it is gone. */
      releaseName: release === undefined ? null : `${release.modelName} v${release.number}`,
    };
  });
}
