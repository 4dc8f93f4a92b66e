'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useServerNow } from '../../client/server-time';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import { workersOfTrials } from './spread-lines';
import { TrialList } from './TrialList';
import { timeLeftWords } from './time-left';
import { trialsSentence, trialsSoFar } from './trials-so-far';
import { useSpread } from './use-spread';

/** What a search at work has tried so far, the best first, and how much of its time is left. */
export function TrialsTable({ run, step }: { run: string; step: string }) {
  const { slug } = useProject();
  const query = useQuery(useTRPC().runs.get.queryOptions({ project: slug, id: run }));
  const found = useMemo(
    () =>
      query.data === undefined
        ? null
        : trialsSoFar({ stepRuns: query.data.run.stepRuns, outputs: query.data.outputs }, step),
    [query.data, step],
  );
  const { workers } = useSpread(run, query.data?.run);
  if (found === null) return null;
  const onWorker = workersOfTrials(query.data?.run.stepRuns ?? [], { step, workers });
  return (
    <section aria-label="Trials so far" className="grid gap-1.5">
      <p className="text-12 text-muted tabular-nums">
        {trialsSentence(found)} {found.choosing ? null : <TimeLeft until={found.until} done={found.fitted} />}
      </p>
      {found.lines.length === 0 ? null : (
        <TrialList
          lines={found.lines.slice(0, shown)}
          metric={found.metric}
          several={found.several}
          workers={onWorker}
        />
      )}
    </section>
  );
}

const shown = 100;

/** Counts down by itself: nothing else tells that time goes by. `until` is by the server's clock. */
function TimeLeft({ until, done }: { until: number | null; done: number }) {
  const now = useServerNow(until !== null);
  return until === null ? null : timeLeftWords({ until, now, done });
}
