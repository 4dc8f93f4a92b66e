'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { noValue } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { HealthBadge } from '../../ui/StateBadge';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { answersWords, listSentence, rolloutWords } from './endpoint-list-words';
import { predictAddress } from './snippet-code';

/** Every address of the project that answers. */
export function DeploymentsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.endpoints.board.queryOptions({ project: slug }, { refetchInterval: 5000 }));
  return (
    <PageFrame crumbs={[{ label: project.name }, { label: 'Deployments' }]}>
      <QueryView query={query}>
        {({ endpoints }) => (
          <>
            <SentenceHeader sentence={endpoints.length === 0 ? 'Nothing is deployed yet.' : listSentence(endpoints)} />
            <Card>
              <Table
                label="Endpoints"
                rows={endpoints}
                rowId={({ id }) => id}
                rowName={({ name }) => name}
                rowHref={({ id }) => `/p/${slug}/deployments/${id}`}
                empty={
                  <EmptyState title="No endpoint yet" detail="Open Experiments and press Deploy on a candidate." />
                }
                columns={[
                  {
                    id: 'name',
                    header: 'Endpoint',
                    cell: ({ name, sandbox }) => (
                      <span className="flex gap-2 font-medium">
                        {name} <Badge tone={sandbox ? 'neutral' : 'accent'}>{sandbox ? 'sandbox' : 'live'}</Badge>
                      </span>
                    ),
                  },
                  { id: 'answers', header: 'Answers with', cell: answersWords },
                  { id: 'rollout', header: 'Rollout', cell: ({ rollout }) => rolloutWords(rollout) },
                  {
                    id: 'health',
                    header: 'Last hour',
                    cell: ({ health }) =>
                      health === null ? noValue : <HealthBadge state={health.state} reason={health.why} />,
                  },
                  {
                    id: 'url',
                    header: 'Address',
                    wideOnly: 'xl',
                    cell: ({ url }) => <code className="font-mono text-12">{predictAddress(url)}</code>,
                  },
                  {
                    id: 'made',
                    header: 'Made',
                    align: 'right',
                    wideOnly: true,
                    cell: ({ createdAt }) => formatRelative(createdAt),
                  },
                ]}
              />
            </Card>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}
