'use client';

import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import type { ViewDetail } from './view-detail';

type Use = { id: string; what: string; name: string; href: string };

/** Who makes a view, who trains with it, and which releases look it up when they answer. */
export function UsesOfView({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  const { publishers, readers, releases } = detail;
  const pipeline = (id: string) => `/p/${slug}/pipelines/${id}`;
  const uses: Use[] = [
    ...publishers.map(({ id, name }) => ({ id: `maker ${id}`, what: 'Publishes it', name, href: pipeline(id) })),
    ...readers.map(({ id, name }) => ({ id, what: 'Looks it up for training', name, href: pipeline(id) })),
    ...releases.map(({ id, number, modelId, modelName, endpoints }) => ({
      ...{ id, name: `${modelName} v${number}` },
      what: endpoints.length === 0 ? 'Looks it up if it is served' : `Looks it up at ${endpoints.join(', ')}`,
      href: `/p/${slug}/models/${modelId}?release=${id}`,
    })),
  ];
  return (
    <Card>
      <Table
        label="Used by"
        rows={uses}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowHref={({ href }) => href}
        empty={
          <EmptyState
            title="Nobody uses it yet"
            detail="A step Look up features brings these features into a pipeline."
          />
        }
        columns={[
          { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
          { id: 'what', header: 'What it does', cell: ({ what }) => what },
        ]}
      />
    </Card>
  );
}
