'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { predictAddress } from './snippet-code';

/** Every address of the project that answers. */
export function DeploymentsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.endpoints.list.queryOptions({ project: slug }, { refetchInterval: 5000 }));
  return (
    <PageFrame crumbs={[{ label: project.name }, { label: 'Deployments' }]}>
      <QueryView query={query}>
        {({ endpoints }) => (
          <>
            <SentenceHeader
              sentence={
                endpoints.length === 0
                  ? 'Nothing is deployed yet.'
                  : `${formatCount(endpoints.filter(({ config }) => config !== null).length, 'endpoint')} can answer.`
              }
            />
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
                        {name} {sandbox ? <Badge>sandbox</Badge> : null}
                      </span>
                    ),
                  },
                  { id: 'answers', header: 'Answers with', cell: ({ answers }) => answers ?? 'nothing yet' },
                  {
                    id: 'url',
                    header: 'Address',
                    wideOnly: true,
                    cell: ({ url }) => <code className="font-mono text-12">{predictAddress(url)}</code>,
                  },
                  { id: 'revision', header: 'Revision', align: 'right', cell: ({ revision }) => revision },
                  { id: 'made', header: 'Made', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
                ]}
              />
            </Card>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}
