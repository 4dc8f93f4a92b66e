import { type Db, describeOpenRollout, type Endpoint } from '@millrace/db';
import { underWayAdvice, underWayWords } from '@millrace/pipeline-core/rollout';
import { Refusal } from '../errors';

/** Refuses to deploy where a rollout is under way, naming who moves the endpoint and since when. */
export async function refuseUnderWay(db: Db, { id, name }: Pick<Endpoint, 'id' | 'name'>): Promise<void> {
  const open = await describeOpenRollout(db, id);
  if (open !== null) throw new Refusal('conflict', underWayWords(name, open), underWayAdvice);
}
