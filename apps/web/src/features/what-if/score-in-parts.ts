import type { JsonObject } from '@millrace/pipeline-core/json';
import type { BrowserRow } from '@millrace/pipeline-core/scoring';

/** Rows of one question: few enough that the bar moves and a slider beside it is not kept waiting. */
const partRows = 250;

/** Scores rows part by part, in order; `onProgress` gets how many are done. Throws the signal's reason once it is aborted. */
export async function scoreInParts(
  score: (part: JsonObject[]) => Promise<readonly BrowserRow[]>,
  rows: readonly JsonObject[],
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<BrowserRow[]> {
  const answers: BrowserRow[] = [];
  while (answers.length < rows.length) {
    signal.throwIfAborted();
    const part = rows.slice(answers.length, answers.length + partRows);
    answers.push(...(await score(part)));
    signal.throwIfAborted();
    onProgress(answers.length);
  }
  return answers;
}
