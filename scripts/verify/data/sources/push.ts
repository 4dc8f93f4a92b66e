import { z } from 'zod';
import { type Check, checked } from '../../check';
import type { Feed } from './feed';
import { part } from './part';
import { repeatUntil } from './repeat-until';
import { type PushCount, type PushedEvent, startSender } from './sender';
import type { Row, SourceProject } from './source-project';
import { describeTally, type Item, isExact, namesOf, tallyOf } from './tally';

const senders = 4;
/** By hand beside its clock, so that there are many batches in so few minutes. */
const readEveryMs = 9_000;

/** Programs that push events all the time and repeat what got no answer; every run makes a batch of what came since. */
export async function openPushFeed(project: SourceProject): Promise<Feed> {
  const config = { kind: 'push', idField: 'order', timeField: 'at' };
  const made = await project.makeSource({ name: 'Clicks', config, dataset: 'clicks' });
  await project.setClock(made.id);
  const { key } = await project.pages.mutate(z.object({ key: z.string() }), 'keys.create', {
    name: 'senders',
    scopes: ['push'],
  });
  const address = `${project.product.scoringUrl}/sources/${made.id}/events`;
  const sent: PushedEvent[] = [];
  const count: PushCount = { requests: 0, unanswered: 0, repeated: 0 };
  return {
    async bring(signal) {
      await Promise.all([
        ...Array.from({ length: senders }, (_, name) => startSender({ name, address, key, sent, count, signal })),
        repeatUntil(() => project.runNow(made.id), { everyMs: readEveryMs, signal }),
      ]);
    },
    async finish() {
      await project.pauseSource(made.id);
      await project.runNow(made.id);
    },
    progress: async () => ({ landed: await project.countRows(made.dataset), brought: sent.length }),
    check: async () => [await checkEvents(project, { dataset: made.dataset, sent, count })],
    close: async () => undefined,
  };
}

async function checkEvents(
  project: SourceProject,
  { dataset, sent, count }: { dataset: string; sent: readonly PushedEvent[]; count: PushCount },
): Promise<Check> {
  const batches = await project.batches(dataset);
  const landed: Item[] = [];
  for (const batch of batches) landed.push(...(await project.rowsOf(dataset, batch)).map(itemOf));
  const tally = tallyOf(
    sent.map((event) => itemOf({ ...event, event_id: event.order })),
    landed,
  );
  const names = namesOf(tally);
  const { requests, unanswered, repeated } = count;
  const again = `${requests} requests: ${unanswered} got no answer and were sent again, ${repeated} were sent again though answered`;
  return checked({
    part,
    claim: 'push source, worker killed every 30 s: every event exactly once in the compacted data',
    figure: `${describeTally(tally, 'events')} in ${batches.length} batches`,
    bar: '0 missing, 0 twice',
    pass: isExact(tally) && unanswered > 0 && repeated > 0,
    note: [again, ...(names === null ? [] : [names])].join('; '),
  });
}

function itemOf({ event_id, order, amount, place }: Row): Item {
  return { key: `event ${event_id}`, content: [order, amount, place].join(',') };
}
