import type { JsonObject } from '@millrace/pipeline-core/json';
import { endWithParent } from '../../ground/end-with-parent';
import { messageOf } from '../message-of';
import type { RowAnswer } from '../releases/served-release';
import { type AskedRow, type ModelReply, modelRequestSchema, type ScoredOne, sharedClock } from './protocol';

/** How an open model answers: row by row at once, or several rows together through another program. */
export type Answers =
  | { kind: 'row'; answer: (row: JsonObject) => RowAnswer }
  | { kind: 'rows'; answer: (rows: readonly JsonObject[]) => Promise<RowAnswer[]> };

/** Opens the model and answers batches of rows for as long as it has a host; ends at once where it cannot be opened. */
export async function serveRows(open: () => Promise<Answers>): Promise<void> {
  endWithParent();
  let answers: Answers;
  try {
    answers = await open();
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) }, () => process.exit(1));
    return;
  }
  process.on('message', (message: unknown) => {
    // A request that is none ends this process in words: who sent it would wait in vain.
    const { batch, rows } = modelRequestSchema.parse(message);
    if (answers.kind === 'rows') {
      const { answer } = answers;
      // Its host sends the next batch when this one is answered.
      const began = performance.now();
      void scoreTogether(rows, answer).then((results) => {
        const ms = (performance.now() - began) / rows.length;
        for (const result of results) reply({ kind: 'scored', batch, result, ms });
      });
      return;
    }
    // Each answer leaves as soon as it is made: no row waits for those behind it.
    for (const asked of rows) reply({ kind: 'scored', batch, result: scoreRow(asked, answers.answer) });
  });
  reply({ kind: 'opened' });
}

/** A row that nobody waits for any more is not computed: those behind it have their time. */
function scoreRow({ row, until }: AskedRow, answer: (row: JsonObject) => RowAnswer): ScoredOne['result'] {
  if (isOver(until)) return { over: true };
  try {
    return { answer: plain(answer(row)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

type Together = Extract<Answers, { kind: 'rows' }>['answer'];

/** Answers what somebody waits for as one block; where that fails row by row, so that only those fail that are why. Never rejects. */
async function scoreTogether(rows: readonly AskedRow[], answer: Together): Promise<ScoredOne['result'][]> {
  const asked = rows.filter(({ until }) => !isOver(until));
  const made = new Map<AskedRow, ScoredOne['result']>();
  try {
    const answers = asked.length === 0 ? [] : await answer(asked.map(({ row }) => row));
    asked.forEach((one, at) => {
      const found = answers[at];
      made.set(one, found === undefined ? { error: 'the model gave no answer' } : { answer: plain(found) });
    });
  } catch (error) {
    if (asked.length === 1) return rows.map((one) => (one === asked[0] ? { error: messageOf(error) } : { over: true }));
    const alone: ScoredOne['result'][] = [];
    for (const one of rows) alone.push(...(await scoreTogether([one], answer)));
    return alone;
  }
  return rows.map((one) => made.get(one) ?? { over: true });
}

function isOver(until: number | undefined): boolean {
  return until !== undefined && sharedClock() >= until;
}

/** `output` as the protocol has it, one that may be changed. */
function plain(answer: RowAnswer): RowAnswer & { output: number[] } {
  return { ...answer, output: [...answer.output] };
}

function reply(message: ModelReply, sent: () => void = () => undefined): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}
