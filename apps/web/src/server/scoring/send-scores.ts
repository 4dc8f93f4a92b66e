import { z } from 'zod';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';
import { streamRows } from '../v1/stream-rows';
import { requireBatch } from './find-batch';

export const scoresQuery = z.object({ format: z.enum(['csv', 'parquet', 'ndjson']).default('csv') });

/** All scores of a batch as a stream, in the order of its rows. */
export async function sendScores(
  context: ProjectContext,
  o: { endpoint: string; id: string; format: z.output<typeof scoresQuery>['format']; signal: AbortSignal },
): Promise<Response> {
  const { table, plan, status } = await requireBatch(context, o);
  if (table === null)
    throw new Refusal(
      'conflict',
      status === 'running' ? 'The batch is not scored yet.' : `The batch has no scores: it is ${status}.`,
      status === 'running'
        ? 'Ask for the batch until its state is succeeded, or follow its events.'
        : 'Start it again, with a new Idempotency-Key.',
    );
  const { answer } = await streamRows({
    ...{ table, part: 'train', except: [], order: 'row', seed: 0, format: o.format, signal: o.signal },
    name: `${plan.endpoint.name}-${plan.dataset.name.replaceAll(/[^\w-]+/g, '-')}-${plan.batch.number}-scores`,
  });
  return answer;
}
