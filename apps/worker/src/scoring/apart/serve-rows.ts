import type { JsonObject } from '@millrace/pipeline-core/json';
import { endWithParent } from '../../ground/end-with-parent';
import { messageOf } from '../message-of';
import type { RowAnswer } from '../releases/served-release';
import { createBlockSize } from './block-size';
import {
  type AskedRow,
  type ModelReply,
  type ModelRequest,
  modelRequestSchema,
  type RowResult,
  sharedClock,
} from './protocol';

/** At once, or later where it is asked through another program. */
type Answer = (row: JsonObject) => RowAnswer | Promise<RowAnswer>;

/** How a model process answers. */
export type ProcessModel = {
  answer: Answer;
  /**
   * Of a model that answers many rows at once in less time than one by one, with the same numbers but for rounding: one answer for each row,
   * in their order. Where it throws, each row is asked alone.
   */
  together?: (rows: readonly JsonObject[]) => Promise<RowAnswer[]>;
};

type Send = (results: RowResult[]) => void;

/** Opens the model and answers batches of rows for as long as it has a host; ends at once where it cannot be opened. */
export async function serveRows(open: () => Promise<ProcessModel>): Promise<void> {
  endWithParent();
  let model: ProcessModel;
  try {
    model = await open();
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) }, () => process.exit(1));
    return;
  }
  const { answer, together } = model;
  const scoreTogether = together === undefined ? null : inBlocks({ answer, together });
  process.on('message', (message: unknown) => {
    // A request that is none ends this process in words: who sent it would wait in vain.
    const request = modelRequestSchema.parse(message);
    const send: Send = (results) => reply({ kind: 'scored', batch: request.batch, results });
    if (scoreTogether === null || request.oneByOne || request.rows.length === 1)
      void scoreInTurn(request, { answer, send });
    else void scoreTogether(request.rows, send);
  });
  reply({ kind: 'opened' });
}

/** Answers leave together that are made within so long: a message costs more than many a row. */
const gatherMs = 1;

async function scoreInTurn(
  { rows, oneByOne }: ModelRequest,
  { answer, send }: { answer: Answer; send: Send },
): Promise<void> {
  let results: RowResult[] = [];
  let since = sharedClock();
  for (const asked of rows) {
    const made = scoreRow(asked, answer);
    results.push(made instanceof Promise ? await made : made);
    if (!oneByOne && sharedClock() - since < gatherMs) continue;
    send(results);
    results = [];
    since = sharedClock();
  }
  if (results.length > 0) send(results);
}

/** Asks a model for blocks of rows, each as large as the time of its rows allows. */
function inBlocks({
  answer,
  together,
}: Required<ProcessModel>): (rows: readonly AskedRow[], send: Send) => Promise<void> {
  const size = createBlockSize();

  async function scoreBlock(block: readonly AskedRow[]): Promise<RowResult[]> {
    const waited = block.filter((asked) => !isOver(asked));
    if (waited.length === 0) return block.map(() => ({ over: true }));
    try {
      const begun = sharedClock();
      const answers = await together(waited.map(({ row }) => row));
      if (answers.length !== waited.length) throw new Error(`${answers.length} answers for ${waited.length} rows`);
      size.took(sharedClock() - begun, waited.length);
      const made = new Map(waited.map((asked, at) => [asked, answers[at]]));
      return block.map((asked) => {
        const one = made.get(asked);
        return one === undefined ? { over: true } : answered(one);
      });
    } catch {
      // One of them is at fault, or all: each says so itself.
      const alone: RowResult[] = [];
      for (const asked of block) alone.push(await scoreRow(asked, answer));
      return alone;
    }
  }

  return async (rows, send) => {
    for (let at = 0; at < rows.length; ) {
      const block = rows.slice(at, at + size.next(rows.slice(at)));
      send(await scoreBlock(block));
      at += block.length;
    }
  };
}

/** A row that nobody waits for any more is not computed: those behind it have their time. */
function scoreRow(asked: AskedRow, answer: Answer): RowResult | Promise<RowResult> {
  if (isOver(asked)) return { over: true };
  try {
    const made = answer(asked.row);
    return made instanceof Promise ? made.then(answered, failed) : answered(made);
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): RowResult {
  return { error: messageOf(error) };
}

function isOver({ until }: AskedRow): boolean {
  return until !== undefined && sharedClock() >= until;
}

/** `output` as the protocol has it, one that may be changed. */
function answered(answer: RowAnswer): RowResult {
  return { answer: { ...answer, output: [...answer.output] } };
}

function reply(message: ModelReply, sent: () => void = () => undefined): void {
  // Without a channel there is nobody to answer; 'disconnect' is on its way.
  if (process.connected) process.send?.(message, undefined, undefined, sent);
}
