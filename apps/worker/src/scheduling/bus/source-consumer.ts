import {
  changeWaitingTrigger,
  type Db,
  findSourceByName,
  getSource,
  HopelessEvent,
  listWaitingTriggers,
  recordTrigger,
  type Source,
} from '@millrace/db';
import { type BusEvent, busTopics, eventKey } from '@millrace/pipeline-core/events';
import { type ProjectId, sourceIdSchema } from '@millrace/pipeline-core/ids';
import { type TriggerRequest, triggerRequestSchema } from '@millrace/pipeline-core/sources';
import type { BusConsumer } from './run-consumers';

const topic = 'source-data-available';

/**
 * A producer says that its data are ready: starts the source that the event names, by its id or its name. The wish is
 * recorded with the consumer's place, so once; while one waits, later events are counted into it.
 */
export const sourceConsumer: BusConsumer = {
  name: 'sources',
  topics: async () => ({ prefix: topic }),
  limit: 1, // one that names no source holds up none of the others
  async handle({ key, events, tx }) {
    if (key.topic !== topic) return; // a topic of somebody whose name begins the same
    for (const event of events) await start(tx, key.projectId, event);
  },
};

async function start(tx: Db, projectId: ProjectId, event: BusEvent): Promise<void> {
  const payload = busTopics[topic].safeParse(event.data);
  if (!payload.success)
    throw new HopelessEvent('The event names no source: its data must be {"source": "<id or name of the source>"}.');
  const source = await find(tx, projectId, payload.data.source);
  if (source === null)
    throw new HopelessEvent(
      `There is no source ${JSON.stringify(payload.data.source)} in this project. Make it, or correct the producer; then try the event again.`,
    );
  if (source.paused) return; // as for its clocks
  await askForRun(tx, { source, event, request: requestOf(source, payload.data.request) });
}

async function find(tx: Db, projectId: ProjectId, named: string): Promise<Source | null> {
  const id = sourceIdSchema.safeParse(named);
  const byId = id.success ? await getSource(tx, { projectId, id: id.data }) : null;
  return byId ?? findSourceByName(tx, { projectId, name: named });
}

/** A folder watch takes the file that the producer names; the others are read as they are. */
function requestOf({ config }: Source, given: unknown): TriggerRequest {
  if (config.kind !== 'folder') return {};
  return triggerRequestSchema.pick({ file: true }).safeParse(given).data ?? {};
}

async function askForRun(
  tx: Db,
  { source, event, request }: { source: Source; event: BusEvent; request: TriggerRequest },
): Promise<void> {
  const { projectId, pipelineId } = source;
  const own = `event ${source.id} `;
  const waiting = (await listWaitingTriggers(tx, { projectId, pipelineId })).find(
    (wish) => wish.requestKey.startsWith(own) && wish.request?.file === undefined,
  );
  if (waiting !== undefined && request.file === undefined) {
    const alsoDue = (waiting.request?.alsoDue ?? 0) + 1;
    if (await changeWaitingTrigger(tx, { id: waiting.id, request: { ...waiting.request, alsoDue } })) return;
  }
  await recordTrigger(tx, {
    projectId,
    pipelineId,
    requestKey: `${own}${eventKey(event)}`,
    trigger: `topic ${topic}`,
    startedBy: source.createdBy,
    request,
  });
}
