'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatDuration } from '../../lib/format-duration';
import { formatFixed } from '../../lib/format-number';
import { useProject } from '../frame/project-context';
import { workersOfTrials } from './spread-lines';
import { type TrialLine, trialsSentence, trialsSoFar } from './trials-so-far';
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
        {trialsSentence(found)} {found.choosing ? null : <TimeLeft until={found.until} />}
      </p>
      {found.lines.length === 0 ? null : (
        <table className="w-full border-collapse text-12 tabular-nums">
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="py-0.5 pr-1.5 font-medium">
                Trial
              </th>
              <th scope="col" className="px-1.5 py-0.5 text-right font-medium">
                {found.metric === null ? '' : metricLabel(found.metric)}
              </th>
              <th scope="col" className="py-0.5 pl-1.5 font-medium">
                Settings
              </th>
              {onWorker.size === 0 ? null : (
                <th scope="col" className="py-0.5 pl-1.5 font-medium">
                  Worker
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {found.lines.slice(0, shown).map(({ number, model, figure, words, best, alike }) => (
              <tr key={number} className={best ? 'font-semibold' : ''}>
                <th
                  scope="row"
                  className="border-t border-border-soft py-0.5 pr-1.5 text-left font-[inherit] whitespace-nowrap"
                >
                  {alike === undefined ? number + 1 : ''}
                </th>
                <td className="border-t border-border-soft px-1.5 py-0.5 text-right">
                  {figure === null ? '' : formatFixed(figure)}
                </td>
                <td className="border-t border-border-soft py-0.5 pl-1.5">
                  {alike === undefined ? (
                    <>
                      {model}
                      <span className="font-normal text-muted">{words === '' ? '' : `: ${words}`}</span>
                    </>
                  ) : (
                    <FailedAlike words={words} alike={alike} />
                  )}
                </td>
                {onWorker.size === 0 ? null : (
                  <td className="border-t border-border-soft py-0.5 pl-1.5 font-normal text-muted">
                    {alike === undefined ? (onWorker.get(number) ?? '') : ''}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const shown = 100;

/** An error that many trials share is said once; which they are is a click away. */
function FailedAlike({ words, alike }: { words: string; alike: NonNullable<TrialLine['alike']> }) {
  return (
    <details>
      <summary className="cursor-pointer text-muted">{words}</summary>
      <ul className="thin-scroll max-h-48 overflow-y-auto py-1 pl-4 text-muted">
        {alike.map((one) => (
          <li key={one.number}>{`Trial ${one.number + 1}, ${one.words}`}</li>
        ))}
      </ul>
    </details>
  );
}

/** Counts down by itself: nothing else tells that time goes by. */
function TimeLeft({ until }: { until: number | null }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === null) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  if (until === null) return null;
  if (until <= now) return <>The time is up: no trial begins any more, those at work end.</>;
  return <>{`${formatDuration(until - now)} left for new trials.`}</>;
}
