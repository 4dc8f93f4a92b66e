import type { JsonObject } from '@millrace/pipeline-core/json';
import { endWithParent } from '../../ground/end-with-parent';
import { messageOf } from '../message-of';
import type { RowAnswer } from '../served-release';
import { type ModelReply, type ModelRequest, modelRequestSchema, type ScoredBatch } from './protocol';

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
    const request = modelRequestSchema.parse(message);
    reply(scoreRows(request, answer));
  });
  reply({ kind: 'opened' });
}

function scoreRows({ batch, rows }: ModelRequest, answer: Answer): ScoredBatch {
  return {
    kind: 'scored',
    batch,
    answers: rows.map((row) => {
      try {
        return { answer: plain(answer(row)) };
      } catch (error) {
        return { error: messageOf(error) };
      }
    }),
  };
}

/** `output` as the protocol has it, one that may be changed. */
function plain(answer: RowAnswer): RowAnswer & { output: number[] } {
  return { ...answer, output: [...answer.output] };
}

function reply(message: ModelReply, sent: () => void = () => undefined): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}
