'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Sheet } from '../../ui/Sheet';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import type { MemoryEndpoint } from './memory-endpoint';
import { ageWords, type ScoresRow, scoresWords, untilWords } from './memory-words';
import { PrecomputedForm } from './PrecomputedForm';

/** Whether an endpoint answers with scores of batches, by which key, and which each of its releases has. */
export function PrecomputedCard({ endpoint }: { endpoint: MemoryEndpoint }) {
  const { can } = useProject();
  const [changing, setChanging] = useState(false);
  const settings = endpoint.config?.precomputed;
  const change =
    can('deploy') && endpoint.config !== null ? (
      <Button variant={settings === undefined ? 'primary' : 'secondary'} onClick={() => setChanging(true)}>
        {settings === undefined ? 'Answer with scores' : 'Change'}
      </Button>
    ) : null;
  return (
    <Card aria-label="Pre-computed scores">
      {settings === undefined ? (
        <EmptyState
          title="Every row is computed when it is asked"
          detail="A batch can score the entities that you know, such as all customers, ahead of time. A request that names one of them is then answered with its score, and needs no other field."
          action={change}
        />
      ) : (
        <>
          <CardHeader title="Pre-computed scores" aside={change} />
          <CardBody>
            <p className="text-14">
              {`Rows with ${settings.key.map((field) => `“${field}”`).join(' and ')} get the score that the latest batch of their release has made for it, if that is not older than ${ageWords(settings.maxAgeSeconds)}. Others go to the model; a row that is its key alone and has no score is refused (422).`}
            </p>
          </CardBody>
          <ScoresTable endpoint={endpoint.id} />
        </>
      )}
      <Sheet open={changing} onOpenChange={setChanging} title={`Answer with scores at ${endpoint.name}`}>
        <PrecomputedForm endpoint={endpoint} onDone={() => setChanging(false)} />
      </Sheet>
    </Card>
  );
}

function ScoresTable({ endpoint }: { endpoint: string }) {
  const { slug } = useProject();
  const query = useQuery(
    useTRPC().endpoints.precomputed.queryOptions({ project: slug, id: endpoint }, { refetchInterval: 5000 }),
  );
  return (
    <QueryView query={query}>
      {({ releases, readAt }) => (
        <Table
          label="Scores of releases"
          rows={releases}
          rowId={({ id }) => id}
          rowHeight={44}
          columns={columns(readAt)}
        />
      )}
    </QueryView>
  );
}

function columns(now: Date): TableColumn<ScoresRow>[] {
  return [
    { id: 'release', header: 'Release', cell: ({ title, routed }) => (routed ? title : `${title}, a fallback`) },
    { id: 'scores', header: 'Scores', cell: scoresWords, wrap: true },
    { id: 'made', header: 'Made', cell: ({ scores }) => (scores === null ? '' : formatRelative(scores.at)) },
    { id: 'until', header: 'They answer', cell: (row) => untilWords(row, now), wrap: true },
  ];
}
