'use client';

import { metricLabel, primaryMetric } from '@millrace/pipeline-core/metrics';
import { type Task, taskFacts } from '@millrace/pipeline-core/release';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount, formatFixed } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ReleaseFacts } from './ReleaseFacts';

/** What a release answers; without a target that is what its task is about. */
function purposeOf({ task, target }: { task: Task; target: string }): string {
  const facts = taskFacts[task];
  return facts.target === null ? `finds ${facts.label}` : `predicts ${target}`;
}

/** A model: its releases and, for the chosen one, signature, figures and what it was made from. */
export function ModelPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const chosen = useSearchParams().get('release');
  const query = useQuery(trpc.models.get.queryOptions({ project: slug, id }));
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Models', href: `/p/${slug}/models` },
        { label: query.data?.model.name ?? '…' },
      ]}
    >
      <QueryView query={query}>
        {({ model, releases }) => {
          const sorted = [...releases].sort((a, b) => b.number - a.number);
          const shown = sorted.find((release) => release.id === chosen) ?? sorted[0];
          return (
            <>
              <SentenceHeader
                sentence={
                  shown === undefined
                    ? `${model.name} has no release yet.`
                    : `${model.name} v${shown.number} ${purposeOf(shown.manifest)}.`
                }
                facts={[formatCount(releases.length, 'release')]}
              />
              <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
                {shown === undefined ? null : <ReleaseFacts release={shown} />}
                <Card className="self-start">
                  <CardHeader title="Releases" />
                  <Table
                    label="Releases"
                    rows={sorted}
                    rowId={(release) => release.id}
                    rowClassName={(release) => (release.id === shown?.id ? 'bg-selected' : '')}
                    rowHref={(release) => `?release=${release.id}`}
                    rowName={({ number }) => `v${number}`}
                    columns={[
                      { id: 'number', header: 'Release', cell: ({ number }) => `v${number}` },
                      {
                        id: 'metric',
                        header: shown === undefined ? 'Metric' : metricLabel(primaryMetric(shown.manifest.task)),
                        align: 'right',
                        cell: ({ evaluation, manifest }) =>
                          evaluation === null
                            ? ''
                            : formatFixed(evaluation.parts[evaluation.part].metrics[primaryMetric(manifest.task)]),
                      },
                      {
                        id: 'made',
                        header: 'Made',
                        align: 'right',
                        cell: ({ createdAt }) => formatRelative(createdAt),
                      },
                    ]}
                  />
                </Card>
              </div>
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}
