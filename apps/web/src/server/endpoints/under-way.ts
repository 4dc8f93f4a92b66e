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

/** `id`: null where there is no endpoint of this name yet. */
type Moved = Pick<Endpoint, 'name' | 'projectId'> & { id: Endpoint['id'] | null };

/**
 * What keeps others from deploying to an endpoint now: its rollout, or a deployment that is not over or is still packed; null:
 * nothing.
 */
export async function findInTheWay(db: Db, { id, name, projectId }: Moved): Promise<InTheWay | null> {
  // Read in the order in which a deployment goes from one to the next, so that none slips through between two reads.
  const packing = await findPacking(db, { projectId, endpoint: name });
  if (id === null) return packing;
  const deployment = await findDeployment(db, { projectId, endpointId: id });
  return (await findRollout(db, id)) ?? deployment ?? packing;
}

async function findRollout(db: Db, id: Endpoint['id']): Promise<InTheWay | null> {
  const open = await describeOpenRollout(db, id);
  if (open === null) return null;
  const { release, percent, since, who } = open;
  return { kind: 'rollout', release, percent, since, who };
}

async function findDeployment(
  db: Db,
  key: { projectId: Endpoint['projectId']; endpointId: Endpoint['id'] },
): Promise<InTheWay | null> {
  const going = (await listDeployments(db, key)).find(isOpenDeployment);
  if (going === undefined) return null;
  const [release, who] = await Promise.all([
    getReleaseUnchecked(db, going.releaseId),
    nameActor(db, key.projectId, going.createdBy),
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
