import {
  type Db,
  describeOpenRollout,
  type Endpoint,
  findPackingRun,
  getReleaseUnchecked,
  isOpenDeployment,
  listDeployments,
} from '@millrace/db';
import { type InTheWay, inTheWayAdvice, inTheWayWords } from '@millrace/pipeline-core/rollout';
import { Refusal } from '../errors';
import { nameActor } from './name-actor';

type Moved = Pick<Endpoint, 'id' | 'name' | 'projectId'>;

/** What keeps others from deploying to an endpoint now: its rollout, or a deployment that is not over or is still packed; null: nothing. */
export async function findInTheWay(db: Db, { id, name, projectId }: Moved): Promise<InTheWay | null> {
  const open = await describeOpenRollout(db, id);
  if (open !== null) {
    const { release, percent, since, who } = open;
    return { kind: 'rollout', release, percent, since, who };
  }
  const going = (await listDeployments(db, { projectId, endpointId: id })).find(isOpenDeployment);
  if (going === undefined) return findPacking(db, { projectId, endpoint: name });
  const [release, who] = await Promise.all([
    getReleaseUnchecked(db, going.releaseId),
    nameActor(db, projectId, going.createdBy),
  ]);
  return {
    kind: 'deployment',
    release: release === null ? 'a deleted release' : `${release.modelName} v${release.number}`,
    since: going.createdAt,
    who,
    waits: going.status === 'waiting',
  };
}

async function findPacking(
  db: Db,
  o: { projectId: Endpoint['projectId']; endpoint: string },
): Promise<InTheWay | null> {
  const run = await findPackingRun(db, o);
  if (run === null) return null;
  const { id, number, model, startedBy, createdAt } = run;
  const who = await nameActor(db, o.projectId, startedBy);
  return { kind: 'packing', run: { id, number }, model, since: createdAt, who };
}

/** Refuses to deploy where somebody moves the endpoint already, naming who and since when. */
export async function refuseUnderWay(db: Db, endpoint: Moved): Promise<void> {
  const found = await findInTheWay(db, endpoint);
  if (found !== null) throw new Refusal('conflict', inTheWayWords(endpoint.name, found), inTheWayAdvice(found));
}
