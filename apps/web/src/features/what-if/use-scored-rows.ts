'use client';

import type { SignatureInput } from '@millrace/pipeline-core/release';
import { useEffect, useMemo, useState } from 'react';
import { createTableScorer, type TableState } from './score-table';
import type { ScorerClient } from './scorer-client';

/** Scores a table of rows in this browser; ends when the page is left. */
export function useScoredRows(
  scorer: ScorerClient,
  inputs: readonly SignatureInput[],
): { state: TableState; score: (text: string) => void } {
  const [state, setState] = useState<TableState>({ kind: 'idle' });
  const tables = useMemo(() => createTableScorer({ scorer, inputs, onState: setState }), [scorer, inputs]);
  useEffect(() => () => tables.stop(), [tables]);
  return { state, score: (text) => void tables.score(text) };
}
