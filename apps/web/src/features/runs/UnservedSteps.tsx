'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';
import type { StepRunRow } from './StepRunTable';
import { asksForMore, unservedSteps } from './unserved-steps';

/** Says which steps of a run at work no worker can do: one with what they need may have gone since the run was planned. */
export function UnservedSteps({ steps, live }: { steps: readonly StepRunRow[]; live: boolean }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const wanted = live && asksForMore(steps);
  const options = trpc.runs.slots.queryOptions({ project: slug }, { enabled: wanted, refetchInterval: 10_000 });
  const { data } = useQuery(options);
  if (!wanted || data === undefined) return null;
  return unservedSteps(steps, data.slots).map(({ need, first, more }) => (
    <Notice
      key={need}
      tone="warning"
      title={
        more === 0 ? `${first} waits for ${need}.` : `${first} and ${formatCount(more, 'step')} more wait for ${need}.`
      }
    >
      No worker at work has one; Administration › Capabilities says why. Start a worker that has one, or stop the run
      and start it again: what can be done on processors as well is then done there.
    </Notice>
  ));
}
