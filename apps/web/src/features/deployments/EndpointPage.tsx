'use client';

import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Tabs } from '../../ui/Tabs';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { ModelTestsPanel } from '../model-tests/ModelTestsPanel';
import { useModelTests } from '../model-tests/use-model-tests';
import { QueryView } from '../QueryView';
import { WhatIfTab } from '../what-if/WhatIfTab';
import { BatchesPanel } from './BatchesPanel';
import { DeployAgainButton } from './DeployAgainButton';
import { countEntries, EndpointTimeline } from './EndpointTimeline';
import { endpointSentence, servedBy } from './endpoint-words';
import { MakeLiveButton } from './MakeLiveButton';
import { MemoryPanel } from './MemoryPanel';
import { ProcessesPanel } from './ProcessesPanel';
import { RollBackButton } from './RollBackButton';
import { RolloutPanel } from './RolloutPanel';
import { nameOf } from './release-name';
import { isOpen, underWayWords } from './rollout-words';
import { Snippets } from './Snippets';
import { StreamsPanel } from './StreamsPanel';
import { predictAddress } from './snippet-code';
import { TestForm } from './TestForm';

/** One endpoint: what it serves, a form to ask it, snippets, and everything that happened to it. */
export function EndpointPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const chosen = useSearchParams().get('tab');
  const query = useQuery(trpc.endpoints.get.queryOptions({ project: slug, id }, { refetchInterval: 5000 }));
  const rollouts = useQuery(
    trpc.rollouts.ofEndpoint.queryOptions({ project: slug, endpoint: id }, { refetchInterval: 5000 }),
  );
  const history = rollouts.data ?? { rollouts: [], moves: [], newest: null };
  const { newest } = history;
  const underWay = newest !== null && isOpen(newest);
  const endpoint = query.data?.endpoint;
  // How a rollout ended stays in view as long as that is the last that happened here.
  const last = history.moves.find(({ rolloutId }) => rolloutId === newest?.id) ?? null;
  const tests = useModelTests(query.data === undefined ? undefined : servedBy(query.data)?.modelId).data?.pages.at(
    -1,
  )?.total;
  const isNewest = endpoint !== undefined && last?.revision === endpoint.revision;
  const tab = chosen ?? (underWay || isNewest ? 'rollout' : 'test');
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Deployments', href: `/p/${slug}/deployments` },
        { label: endpoint?.name ?? '…' },
      ]}
      beside={endpoint?.sandbox === true ? <Badge>sandbox</Badge> : null}
      actions={
        query.data === undefined ? null : (
          <>
            {underWay ? null : (
              // Under way, Abort is the way back.
              <>
                <DeployAgainButton data={query.data} />
                <RollBackButton data={query.data} served={servedBy(query.data)} />
              </>
            )}
            <MakeLiveButton data={query.data} served={servedBy(query.data)} />
            {underWay ? null : <DeployAnother project={slug} />}
          </>
        )
      }
    >
      <QueryView page query={query}>
        {(data) => {
          const served = servedBy(data);
          return (
            <>
              <SentenceHeader
                sentence={`${endpointSentence(data.endpoint, served)}${underWay ? ` ${underWayWords(newest)}` : ''}`}
                facts={[
                  <code key="url" className="font-mono text-12">
                    {predictAddress(data.endpoint.url)}
                  </code>,
                  `within ${data.endpoint.config?.budgetMs ?? defaultBudgetMs} ms`,
                  <TextLink key="monitoring" href={`/p/${slug}/monitoring/${id}`}>
                    Watch it
                  </TextLink>,
                  <TextLink key="predictions" href={`/p/${slug}/predictions?endpoint=${id}`}>
                    Its predictions
                  </TextLink>,
                ]}
              />
              <Tabs
                label="Endpoint"
                value={tab}
                onValueChange={(next) => router.replace(`?tab=${next}`, { scroll: false })}
                tabs={[
                  ...(newest === null ? [] : [{ value: 'rollout', label: 'Rollout' }]),
                  { value: 'test', label: 'Test form' },
                  { value: 'what-if', label: 'What if' },
                  { value: 'tests', label: 'Tests', ...(tests === undefined ? {} : { count: tests }) },
                  { value: 'batches', label: 'Batches' },
                  { value: 'topics', label: 'Topics' },
                  { value: 'code', label: 'Code' },
                  { value: 'processes', label: 'Processes' },
                  { value: 'memory', label: 'From memory' },
                  { value: 'timeline', label: 'Timeline', count: countEntries(data.deployments, history) },
                ]}
              />
              {tab === 'rollout' && newest !== null ? (
                <RolloutPanel rollout={newest} ended={{ by: last, isNewest }} />
              ) : null}
              {tab === 'test' && served !== undefined ? <TestForm endpoint={data.endpoint} release={served} /> : null}
              {tab === 'what-if' && served !== undefined ? <WhatIfTab key={served.id} release={served} /> : null}
              {tab === 'tests' && served !== undefined ? (
                <ModelTestsPanel
                  model={served.modelId}
                  answering={{ endpoint: id, release: { id: served.id, name: `v${served.number}` } }}
                />
              ) : null}
              {tab === 'batches' && served !== undefined ? (
                <BatchesPanel endpoint={data.endpoint} answers={nameOf(served)} />
              ) : null}
              {tab === 'topics' ? (
                <StreamsPanel endpoint={data.endpoint} classes={served?.manifest.classes ?? []} />
              ) : null}
              {tab === 'code' && served !== undefined ? (
                <Snippets endpoint={id} url={data.endpoint.url} inputs={served.manifest.signature.inputs} />
              ) : null}
              {tab === 'processes' ? <ProcessesPanel endpoint={data.endpoint} /> : null}
              {tab === 'memory' ? <MemoryPanel endpoint={data.endpoint} /> : null}
              {tab === 'timeline' ? <EndpointTimeline data={data} history={history} /> : null}
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}

/** The way to what may be deployed here instead. */
function DeployAnother({ project }: { project: string }) {
  const { can } = useProject();
  if (!can('deploy')) return null;
  return (
    <Button asChild>
      <Link href={`/p/${project}/experiments/leaderboard`}>Deploy another candidate</Link>
    </Button>
  );
}
