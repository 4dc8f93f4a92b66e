'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { MonitoringTabs } from '../monitoring/MonitoringTabs';
import { QueryView } from '../QueryView';
import { eventTabFrom } from './event-tab';
import { ReadersTable } from './ReadersTable';
import { SetAsideTable } from './SetAsideTable';
import { Timeline } from './Timeline';
import { TriggersTab } from './TriggersTab';

/** What happened in the project, what starts by itself because of it, and what could not be handled. */
export function EventsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const tab = eventTabFrom(useSearchParams().get('tab'));
  const live = { refetchInterval: 3000 };
  const topics = useQuery(trpc.events.topics.queryOptions({ project: slug }, live));
  const letters = useQuery(trpc.events.deadLetters.queryOptions({ project: slug }, live));
  const triggers = useQuery(trpc.triggers.list.queryOptions({ project: slug }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Monitoring', href: `/p/${slug}/monitoring` }, { label: 'Events' }]}
      bars={<MonitoringTabs page={tab} />}
    >
      <QueryView query={topics}>
        {({ topics: heads, readers, waiting }) => (
          <>
            <SentenceHeader sentence={sentenceOf(waiting, heads.length)} facts={factsOf(heads, readers)} />
            {tab === 'events' ? <Timeline topics={heads.map(({ topic }) => topic)} /> : null}
            {tab === 'triggers' ? <TriggersTab query={triggers} topics={heads.map(({ topic }) => topic)} /> : null}
            {tab === 'aside' ? <SetAsideTable query={letters} /> : null}
            {tab === 'readers' ? <ReadersTable readers={readers} /> : null}
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

function sentenceOf(waiting: number, topics: number): string {
  if (waiting > 0)
    return `${formatCount(waiting, 'event')} could not be handled and ${waiting === 1 ? 'waits' : 'wait'} for you.`;
  return topics === 0 ? 'Nothing has happened yet.' : 'Every event was handled.';
}

function factsOf(
  heads: { topic: string; events: number }[],
  readers: { offset: number; lastOffset: number }[],
): string[] {
  const events = heads.reduce((sum, head) => sum + head.events, 0);
  const behind = readers.reduce((sum, reader) => sum + reader.lastOffset - reader.offset, 0);
  return [
    `${formatCount(events, 'event')} in ${formatCount(heads.length, 'topic')}`,
    behind === 0 ? 'no reader is behind' : `${formatCount(behind, 'event')} still to be read`,
  ];
}
