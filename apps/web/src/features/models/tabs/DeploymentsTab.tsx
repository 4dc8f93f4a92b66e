'use client';

import { formatDateTime } from '../../../lib/format-date';
import { Badge } from '../../../ui/Badge';
import { Card, CardHeader } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { Table } from '../../../ui/Table';
import { TextLink } from '../../../ui/TextLink';
import { useProject } from '../../frame/project-context';
import type { VersionProps } from '../version-data';
import { outcomeWords } from './outcome-words';

/** Where a version was sent, and where it answers now. */
export function DeploymentsTab({ version }: VersionProps) {
  const { slug } = useProject();
  const { deployments, release, candidate, registered } = version;
  if (release === null) {
    return (
      <Card>
        <EmptyState
          title={registered.length === 0 ? 'A candidate is not deployed itself' : 'Its versions are deployed'}
          detail={
            registered.length === 0
              ? 'Deploy, at the top of this page, registers it and deploys the version.'
              : 'The Versions tab leads to each of them.'
          }
        />
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader
        title="Deployments"
        aside={<TextLink href={`/p/${slug}/predictions?release=${release.id}`}>Its predictions</TextLink>}
      />
      <Table
        label="Deployments"
        rows={deployments}
        rowId={({ id }) => id}
        rowHref={({ endpointId }) => `/p/${slug}/deployments/${endpointId}`}
        rowName={({ endpoint }) => endpoint ?? 'a deleted endpoint'}
        empty={
          <EmptyState
            title="This version was never deployed"
            detail="Deploy on the page of its candidate sends it to an endpoint; a Deploy step does so in a pipeline."
            action={
              candidate === null ? null : (
                <TextLink href={`/p/${slug}/models/candidates/${candidate.id}`}>Open its candidate</TextLink>
              )
            }
          />
        }
        columns={[
          {
            id: 'endpoint',
            header: 'Endpoint',
            cell: ({ endpoint, sandbox, answers }) => (
              <span className="flex items-center gap-2">
                {endpoint ?? 'deleted'}
                {answers ? <Badge tone="success">answers now</Badge> : null}
                {sandbox ? <Badge tone="line">sandbox</Badge> : null}
              </span>
            ),
          },
          { id: 'kind', header: 'What', cell: ({ kind, strategy }) => (kind === 'rollback' ? 'roll back' : strategy) },
          { id: 'by', header: 'By', cell: ({ by }) => by },
          { id: 'status', header: 'What came of it', wrap: true, cell: (deployment) => outcomeWords(deployment) },
          { id: 'reason', header: 'Reason', wrap: true, cell: ({ reason }) => reason ?? '' },
          { id: 'when', header: 'When', align: 'right', cell: ({ createdAt }) => formatDateTime(createdAt) },
        ]}
      />
    </Card>
  );
}
