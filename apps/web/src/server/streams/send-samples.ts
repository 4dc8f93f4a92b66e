import { randomUUID } from 'node:crypto';
import { publishEvents } from '@millrace/db';
import { z } from 'zod';
import { database } from '../database';
import { sampleRowUseCase } from '../endpoints/endpoint-use-cases';
import { Refusal } from '../errors';
import { refuseClosedTopic } from '../events/publish';
import { requireEndpoint } from '../scoring/find-batch';
import { projectAction } from '../use-case';
import { requireStream } from './score-streams';

/** Rows sent at a time. */
const mostRows = 10;

/**
 * Puts rows that the served model was tested on onto the topic that its endpoint reads, as if they arrived there: to see
 * where answers go. Rows are chosen by chance.
 */
export const sendSamplesUseCase = projectAction(
  'run',
  z.object({ endpoint: z.string().min(1), id: z.uuid() }),
  async (context, input) => {
    const { endpointId, projectId, topic } = await requireStream(context, input);
    refuseClosedTopic(topic);
    if ((await requireEndpoint(context, input.endpoint)).config === null)
      throw new Refusal('conflict', 'The endpoint does not answer yet.', 'Deploy a model to it first.');
    const read = (offset: number) => sampleRowUseCase.run(context, { id: endpointId, offset });
    const { total } = await read(0);
    if (total === 0) {
      throw new Refusal('conflict', 'There are no rows that its model was tested on.', 'Publish records on the topic.');
    }
    const offsets = Array.from({ length: Math.min(mostRows, total) }, () => Math.floor(Math.random() * total));
    const rows = (await Promise.all(offsets.map(read))).flatMap(({ row }) => (row === null ? [] : [row]));
    const time = new Date();
    const events = rows.map((data) => ({
      ...{ id: randomUUID(), source: `/producers/${context.actor}`, type: 'millrace.sample.v1', time, data },
    }));
    const { added } = await publishEvents(database(), { projectId, topic, events });
    return { sent: added, topic };
  },
);
