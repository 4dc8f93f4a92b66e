import type { ScoringShape } from '@millrace/pipeline-core/scoring';
import { createInbox } from '../runs/run-inbox';
import type { ProjectContext } from '../use-case';
import { requireBatch, shapeBatch } from './find-batch';

const longestMs = 15 * 60_000;

/**
 * A batch as Server-Sent Events: `progress` with the whole batch at once and whenever it has changed, `end` when it is over,
 * and then the stream ends, as it does after 15 minutes: clients come again. The id of an event is the number of rows that are done; whoever comes again gets the batch as it is then.
 */
export async function followBatch(
  context: ProjectContext,
  o: { endpoint: string; id: string; signal: AbortSignal; longestMs?: number },
): Promise<Response> {
  const first = await requireBatch(context, o);
  const left = new AbortController();
  const signal = AbortSignal.any([o.signal, left.signal, AbortSignal.timeout(o.longestMs ?? longestMs)]);
  const events = changes(context, { ...o, signal, run: first.runId });
  // Where nobody reads, it rests between two events and would not see the signal: it must not wait for ever.
  signal.addEventListener('abort', () => void events.return(), { once: true });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: () => left.abort(),
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

async function* changes(
  context: ProjectContext,
  { run, signal, ...key }: { endpoint: string; id: string; signal: AbortSignal; run: ScoringShape['run'] },
): AsyncGenerator<string, void> {
  const inbox = createInbox(run, signal);
  let told = '';
  try {
    while (!signal.aborted) {
      const batch = await shapeBatch(await requireBatch(context, key));
      const over = batch.finishedAt !== null;
      const text = JSON.stringify(batch);
      // A line of comment keeps those between from closing a connection on which nothing is said.
      if (text !== told) yield `event: ${over ? 'end' : 'progress'}\nid: ${batch.rows.done}\ndata: ${text}\n\n`;
      else yield ': still at work\n\n';
      if (over) return;
      told = text;
      await inbox.wait();
    }
  } finally {
    inbox.close();
  }
}
