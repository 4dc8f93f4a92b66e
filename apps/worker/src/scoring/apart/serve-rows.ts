import type { JsonObject } from '@millrace/pipeline-core/json';
import { endWithParent } from '../../ground/end-with-parent';
import { messageOf } from '../message-of';
import type { RowAnswer } from '../releases/served-release';
import { type AskedRow, type ModelReply, modelRequestSchema, type ScoredOne, sharedClock } from './protocol';

type Answer = (row: JsonObject) => RowAnswer;

/** Opens the model and answers batches of rows for as long as it has a host; ends at once where it cannot be opened. */
export async function serveRows(open: () => Promise<Answer>): Promise<void> {
  endWithParent();
  let answer: Answer;
  try {
    answer = await open();
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) }, () => process.exit(1));
    return;
  }
  process.on('message', (message: unknown) => {
    // A request that is none ends this process in words: who sent it would wait in vain.
    const { batch, rows } = modelRequestSchema.parse(message);
    // Each answer leaves as soon as it is made: no row waits for those behind it.
    for (const asked of rows) reply({ kind: 'scored', batch, result: scoreRow(asked, answer) });
  });
  reply({ kind: 'opened' });
}

/** A row that nobody waits for any more is not computed: those behind it have their time. */
function scoreRow({ row, until }: AskedRow, answer: Answer): ScoredOne['result'] {
  if (until !== undefined && sharedClock() >= until) return { over: true };
  try {
    return { answer: plain(answer(row)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** `output` as the protocol has it, one that may be changed. */
function plain(answer: RowAnswer): RowAnswer & { output: number[] } {
  return { ...answer, output: [...answer.output] };
}

function reply(message: ModelReply, sent: () => void = () => undefined): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}
