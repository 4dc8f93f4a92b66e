import type { SignatureInput } from '@millrace/pipeline-core/release';
import { rowsOfTable } from './rows-of-table';
import { scoreInParts } from './score-in-parts';
import type { ScorerClient } from './scorer-client';
import type { Scored } from './scores-table';

/** Where the scoring of a table is. */
export type TableState =
  | { kind: 'idle' }
  | { kind: 'scoring'; done: number; total: number }
  | { kind: 'refused'; problem: string }
  | { kind: 'scored'; scored: Scored };

type Options = {
  scorer: Pick<ScorerClient, 'ask'>;
  inputs: readonly SignatureInput[];
  onState: (state: TableState) => void;
};

/** Scores the tables it is given, one at a time: a newer one ends the one before, also where it is refused itself. */
export function createTableScorer({ scorer, inputs, onState }: Options): {
  score(text: string): Promise<void>;
  stop(): void;
} {
  let running = new AbortController();
  return {
    async score(text) {
      running.abort();
      running = new AbortController();
      const { signal } = running;
      const table = rowsOfTable(text, inputs);
      if (!table.ok) return onState({ kind: 'refused', problem: table.problem });
      const { rows, header, records, ignored } = table;
      const onProgress = (done: number) => onState({ kind: 'scoring', done, total: rows.length });
      onProgress(0);
      try {
        const answers = await scoreInParts((part) => scorer.ask({ ask: 'score', rows: part }), rows, {
          signal,
          onProgress,
        });
        onState({ kind: 'scored', scored: { header, records, ignored, answers } });
      } catch (error) {
        if (signal.aborted) return;
        onState({ kind: 'refused', problem: error instanceof Error ? error.message : String(error) });
      }
    },
    stop: () => running.abort(),
  };
}
