import { type Endpoint, listServingMinutes } from '@millrace/db';
import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { database } from '../database';
import { type Health, healthOf } from './health';
import { summariseServing } from './summarise-serving';

const windowMs = 3_600_000;

/** How an endpoint has done over the last hour; null before its first release. */
export async function healthNow({ id, config }: Endpoint): Promise<Health | null> {
  if (config === null) return null;
  const to = new Date();
  const minutes = await listServingMinutes(database(), {
    ...{ endpointId: id, from: new Date(to.getTime() - windowMs), to },
  });
  return healthOf(summariseServing(minutes), {
    budgetMs: config.budgetMs ?? defaultBudgetMs,
    windowWords: 'the last hour',
  });
}
