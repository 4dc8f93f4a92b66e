'use client';

import type { JsonObject } from '@millrace/pipeline-core/json';
import type { WhatIf } from '@millrace/pipeline-core/scoring';
import { useEffect, useMemo, useState } from 'react';
import { latestOnly } from './latest-only';
import type { ScorerClient } from './scorer-client';

/** The newest answer, with the row it is for, which may be behind the one that is wanted. */
export type Answered = { row: JsonObject; whatIf: WhatIf } | { row: JsonObject; error: unknown };

/** Asks for a row whenever it changes. */
export function useWhatIf(scorer: ScorerClient, row: JsonObject): Answered | null {
  const [answered, setAnswered] = useState<Answered | null>(null);
  const ask = useMemo(
    () =>
      latestOnly(async (wanted: JsonObject) => {
        await scorer.ask({ ask: 'what-if', row: wanted }).then(
          (whatIf) => setAnswered({ row: wanted, whatIf }),
          (error: unknown) => setAnswered({ row: wanted, error }),
        );
      }),
    [scorer],
  );
  useEffect(() => ask(row), [ask, row]);
  return answered;
}
