'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Select } from '../../ui/Select';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { TestLedger } from '../splits/TestLedger';
import { CandidatePanels } from './CandidatePanels';
import { decidingFacts, leaderSentence, leftInSearch, rankCandidates, unjudged } from './candidate-row';
import { DeploySheet } from './DeploySheet';
import { leaderboardGoesBy } from './judged-by';
import { Leaderboard } from './Leaderboard';
import { SeedGroups } from './SeedGroups';
import { UnjudgedNotice } from './UnjudgedNotice';

/** Candidates of one run (the latest unless chosen): who leads, who is tied, and why; one click deploys. */
export function CandidatesPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const run = useSearchParams().get('run');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [deploying, setDeploying] = useState<string | null>(null);
  const all = useQuery(trpc.candidates.list.queryOptions({ project: slug }));
  const latest = run ?? all.data?.runs[0] ?? null;
  const query = useQuery(
    trpc.candidates.list.queryOptions(
      { project: slug, ...(latest === null ? {} : { run: latest }) },
      { enabled: all.isSuccess, refetchInterval: 4000 },
    ),
  );
  const runs = useQuery(trpc.runs.list.queryOptions({ project: slug, limit: 200 }));
  const rows = useMemo(
    () => rankCandidates(query.data?.candidates ?? [], query.data?.comparison ?? null, query.data?.searched),
    [query.data],
  );
  const withCandidates = new Set(all.data?.runs);
  const choices = (runs.data?.runs ?? [])
    .filter(({ id }) => withCandidates.has(id))
    .map(({ id, number, pipelineName }) => ({ value: id, label: `Run ${number} · ${pipelineName ?? ''}` }));
  const shownRun = (runs.data?.runs ?? []).find(({ id }) => id === latest);
  const charted = rows.filter(({ candidate }) => selected.has(candidate.id));
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Experiments', href: `/p/${slug}/experiments` },
        { label: 'Leaderboard' },
      ]}
      bars={<PlaceTabs place="experiments" page="leaderboard" />}
      actions={
        choices.length === 0 || latest === null ? null : (
          <Select
            label="Run"
            value={latest}
            options={choices}
            onValueChange={(value) => router.replace(`?run=${value}`, { scroll: false })}
          />
        )
      }
    >
      <QueryView query={query}>
        {() =>
          rows.length === 0 ? (
            <EmptyState
              title="Candidates appear here when you press Run"
              detail="Every trained model of a run is a candidate; an Evaluate step scores it on rows it has not seen."
            />
          ) : (
            <>
              <SentenceHeader
                sentence={leaderSentence(rows, metricLabel)}
                facts={[
                  ...decidingFacts(rows),
                  ...judgedEarlier(query.data?.judgedIn ?? null),
                  ...linkTo(pipelineOf(slug, shownRun)),
                ]}
              />
              <Card>
                <Leaderboard rows={rows} selected={selected} onSelectedChange={setSelected} onDeploy={setDeploying} />
              </Card>
              <UnjudgedNotice
                rows={unjudged(rows)}
                left={leftInSearch(rows)}
                pipelineHref={pipelineOf(slug, shownRun)}
              />
              <SeedGroups rows={rows} />
              <p className="text-12 text-muted">
                {[leaderboardGoesBy(rows), chartedHint(charted.length, rows.length)].filter(Boolean).join(' ')}
                <span className="xl:hidden"> A wider window shows more columns: intervals, other figures, sizes.</span>
              </p>
              {latest === null ? null : <TestLedger run={latest} />}
              <CandidatePanels
                rows={charted.length > 0 ? charted : rows.slice(0, 2)}
                run={latest}
                pipelineHref={pipelineOf(slug, shownRun)}
              />
            </>
          )
        }
      </QueryView>
      <DeploySheet
        candidate={rows.find(({ candidate }) => candidate.id === deploying) ?? null}
        onClose={() => setDeploying(null)}
      />
    </PageFrame>
  );
}

/** Back to the drawing, with the results of this run on it. */
function pipelineOf(slug: string, run: { id: string; pipelineId: string | null } | undefined): string | null {
  return run === undefined || run.pipelineId === null ? null : `/p/${slug}/pipelines/${run.pipelineId}?run=${run.id}`;
}

/** A run to one step judges nothing anew: which run the figures are from. */
function judgedEarlier(run: number | null): ReactNode[] {
  return run === null ? [] : [`judged in run ${run}`];
}

function linkTo(href: string | null): ReactNode[] {
  if (href === null) return [];
  return [
    <TextLink key="pipeline" href={href}>
      Open the pipeline
    </TextLink>,
  ];
}

/** What the boxes in front of the candidates are for. */
function chartedHint(ticked: number, all: number): string {
  if (ticked > 0) return `Charts below: the ${ticked === 1 ? 'candidate' : `${ticked} candidates`} ticked above.`;
  return all <= 2 ? 'Charts below: all candidates.' : 'Charts below: the first two. Tick others above to draw theirs.';
}
