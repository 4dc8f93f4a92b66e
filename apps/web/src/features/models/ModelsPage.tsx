'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { AliasBadges, AliasMeanings } from './AliasBadges';
import { aliasText, answerText } from './alias-words';

type Model = Outputs['models']['list']['models'][number];

const columns: readonly TableColumn<Model>[] = [
  { id: 'name', header: 'Model', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'latest', header: 'Latest', cell: ({ latest }) => (latest === null ? '' : `v${latest}`) },
  { id: 'releases', header: 'Versions', align: 'right', cell: ({ releases }) => releases },
  {
    id: 'answers',
    header: 'Answers',
    cell: ({ answers }) => answers.map(answerText).join(', '),
  },
  {
    id: 'aliases',
    header: 'Aliases',
    cell: ({ aliases, answers }) => (
      <AliasBadges
        aliases={Object.entries(aliases).map(([alias, { number }]) => ({
          alias,
          text: aliasText({ alias, number }, answers),
        }))}
      />
    ),
  },
  {
    id: 'made',
    header: 'Registered',
    align: 'right',
    cell: ({ createdAt }) => formatRelative(createdAt),
  },
];

/** Registered names and how many versions each has. */
export function ModelsPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.models.list.queryOptions({ project: slug }));
  return (
    <PageFrame crumbs={[{ label: project.name }, { label: 'Models' }]}>
      <QueryView query={query}>
        {({ models }) => (
          <>
            <SentenceHeader
              sentence={
                models.length === 0
                  ? 'No model is registered yet.'
                  : `${formatCount(models.length, 'registered model')}.`
              }
              facts={
                models.length === 0
                  ? []
                  : ['A version is what was registered under a name: v1, v2. Its release is the file that answers.']
              }
            />
            <Card>
              <Table
                label="Models"
                rows={models}
                rowId={({ id }) => id}
                rowName={({ name }) => name}
                rowHref={({ id }) => `/p/${slug}/models/${id}`}
                empty={
                  <EmptyState
                    title="No model yet"
                    detail="Deploying a candidate registers it; a Register model step does so in a pipeline."
                  />
                }
                columns={columns}
              />
              <AliasMeanings aliases={models.flatMap(({ aliases }) => Object.keys(aliases))} />
            </Card>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}
