import type { JsonObject } from '@millrace/pipeline-core/json';
import type { BrowserRow } from '@millrace/pipeline-core/scoring';
import type { ScorerClient } from './scorer-client';

/** Rows of one question: few enough that the bar moves and a slider beside it is not kept waiting. */
const partRows = 250;

/** Scores rows part by part, in order; `onProgress` gets how many are done. Throws the signal's reason once it is aborted. */
export async function scoreInParts(
  scorer: Pick<ScorerClient, 'ask'>,
  rows: readonly JsonObject[],
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<BrowserRow[]> {
  const answers: BrowserRow[] = [];
  while (answers.length < rows.length) {
    signal.throwIfAborted();
    const part = rows.slice(answers.length, answers.length + partRows);
    answers.push(...(await scorer.ask({ ask: 'score', rows: part })));
    onProgress(answers.length);
  }
  return answers;
}
