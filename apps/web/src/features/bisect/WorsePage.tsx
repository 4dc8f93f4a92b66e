'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { Notice } from '../../ui/Notice';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { BisectHybrids } from './BisectHybrids';
import { type Bisect, BisectResult } from './BisectResult';
import { BisectStart } from './BisectStart';
import { verdictWords } from './bisect-words';

/** What made a run worse than an earlier one: the search is set up here, watched, and read. */
export function WorsePage({ run }: { run: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const [shown, setShown] = useState(search.get('search'));
  const [again, setAgain] = useState(search.get('good') !== null);
  const better = useQuery(trpc.bisects.better.queryOptions({ project: slug, run }));
  const show = (id: string) => {
    setShown(id);
    setAgain(false);
    window.history.replaceState(window.history.state, '', `?search=${id}`);
  };
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Runs', href: `/p/${slug}/runs` },
        { label: `Run ${better.data?.number ?? '…'}`, href: `/p/${slug}/runs/${run}` },
        { label: 'What made it worse' },
      ]}
    >
      <QueryView page query={better}>
        {({ number, runs, searches }) => {
          const id = again ? null : (shown ?? searches[0]?.id ?? null);
          const wanted = search.get('good');
          if (id !== null) return <BisectView id={id} onAgain={() => setAgain(true)} />;
          if (runs.length === 0 && wanted === null)
            return (
              <EmptyState
                title={`No earlier run was better than run ${number}`}
                detail="Runs of the same pipeline are compared by the step that judges in both."
              />
            );
          return (
            <>
              <SentenceHeader
                sentence={`What made run ${number} worse?`}
                facts={[
                  'runs between the two are tried, each with some of the differences',
                  'steps that stay the same are not run again',
                ]}
              />
              <BisectStart bad={run} runs={runs} wanted={wanted} onStarted={show} />
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}

/** So often a search under way is looked at. */
const lookEveryMs = 1000;

function BisectView({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(
    trpc.bisects.get.queryOptions(
      { project: slug, id },
      { refetchInterval: ({ state }) => (state.data?.status === 'running' ? lookEveryMs : false) },
    ),
  );
  return (
    <QueryView query={query}>
      {(bisect) => (
        <>
          <BisectHead bisect={bisect} onAgain={onAgain} />
          {bisect.error === null ? null : (
            <Notice tone="danger" title={bisect.error.message}>
              {bisect.error.next}
            </Notice>
          )}
          <BisectResult key={bisect.id} bisect={bisect} />
          <BisectHybrids bisect={bisect} />
        </>
      )}
    </QueryView>
  );
}

function BisectHead({ bisect, onAgain }: { bisect: Bisect; onAgain: () => void }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { id, setup, status, verdict } = bisect;
  const cancel = useMutation(
    trpc.bisects.cancel.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.bisects.get.pathKey() }),
    }),
  );
  const words = verdict === null ? waitingWords(bisect) : verdictWords(setup, verdict);
  const links = [setup.good, setup.bad].map(({ run, number }) => (
    <TextLink key={run} href={`/p/${slug}/runs/${run}`}>
      Run {number}
    </TextLink>
  ));
  const button =
    status === 'running' ? (
      <Button variant="danger" loading={cancel.isPending} onClick={() => cancel.mutate({ project: slug, id })}>
        Stop the search
      </Button>
    ) : (
      <Button onClick={onAgain}>Search again</Button>
    );
  return (
    <SentenceHeader sentence={words.sentence} facts={[...words.facts, ...links]} aside={can('run') ? button : null} />
  );
}

function waitingWords({ setup, status }: Bisect): { sentence: string; facts: string[] } {
  const between = `between run ${setup.good.number} and run ${setup.bad.number}`;
  const facts = [`${setup.differences.length} differences`];
  if (status === 'running') return { sentence: `Looking for what made run ${setup.bad.number} worse.`, facts };
  return {
    sentence: status === 'cancelled' ? `The search ${between} was stopped.` : `The search ${between} could not go on.`,
    facts,
  };
}
