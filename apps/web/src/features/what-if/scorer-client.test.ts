import { expect, it } from 'vitest';
import { startScorer, type WorkerLike } from './scorer-client';

/** A worker that keeps what it is sent. */
function standIn() {
  const sent: { id: number; ask: string; moved: number }[] = [];
  const worker: WorkerLike = {
    onmessage: null,
    onerror: null,
    postMessage(message: { id: number; ask: string }, moved: unknown) {
      sent.push({ id: message.id, ask: message.ask, moved: Array.isArray(moved) ? moved.length : 0 });
    },
    terminate: () => undefined,
  };
  const reply = (data: unknown) => worker.onmessage?.call(worker as Worker, { data } as MessageEvent); // of the worker only its data is read
  return { worker, sent, reply };
}

it('gives each question its own answer, in whatever order they come', async () => {
  const { worker, sent, reply } = standIn();
  const scorer = startScorer(worker);
  const one = scorer.ask({ ask: 'score', rows: [{ a: 1 }] });
  const two = scorer.ask({ ask: 'score', rows: [{ a: 2 }] });
  expect(sent).toEqual([
    { id: 1, ask: 'score', moved: 0 },
    { id: 2, ask: 'score', moved: 0 },
  ]);
  reply({ id: 2, ok: true, answer: [{ ok: true, output: { prediction: 2 } }] });
  reply({ id: 1, ok: true, answer: [{ ok: true, output: { prediction: 1 } }] });
  expect(await Promise.all([one, two])).toEqual([
    [{ ok: true, output: { prediction: 1 } }],
    [{ ok: true, output: { prediction: 2 } }],
  ]);
});

it('rejects with what the scorer says, and with what stops it', async () => {
  const { worker, reply } = standIn();
  const scorer = startScorer(worker);
  const refused = scorer.ask({ ask: 'what-if', row: {} });
  const report = { code: 'x', family: 'bug', place: 'p', seen: 's', expected: 'e', next: 'n', message: 'Not open.' };
  reply({ id: 1, ok: false, error: report });
  await expect(refused).rejects.toThrow('Not open.');
  const waits = scorer.ask({ ask: 'what-if', row: {} });
  scorer.stop();
  await expect(waits).rejects.toThrow('The scorer was stopped.');
  await expect(scorer.ask({ ask: 'what-if', row: {} })).rejects.toThrow('The scorer was stopped.');
});

it('rejects what is asked after the program did not start', async () => {
  const { worker } = standIn();
  const scorer = startScorer(worker);
  worker.onerror?.call(worker as Worker, { message: '' } as ErrorEvent); // of the event only its message is read
  await expect(scorer.ask({ ask: 'what-if', row: {} })).rejects.toThrow('a worker that does not start');
});
