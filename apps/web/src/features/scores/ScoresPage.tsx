'use client';

import type { ScoreShape } from '@millrace/pipeline-core/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDaySecond } from '../../lib/format-date';
import { formatCount, formatNumber } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { Table } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { answerWords } from '../monitoring/answer-words';
import { stateTones, stateWords } from '../monitoring/prediction-words';
import { QueryView } from '../QueryView';
import { ReleasesTable } from './ReleasesTable';

type Page = Outputs['predictions']['list'];
type Counts = Outputs['predictions']['counts'];

/** The scores of all releases that learned from a batch. */
export function ScoresPage({ batch }: { batch: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const of = { project: slug, batch };
  const counts = useQuery(trpc.predictions.counts.queryOptions(of));
  const query = useInfiniteQuery(
    trpc.predictions.list.infiniteQueryOptions(of, { getNextPageParam: ({ next }) => next }),
  );
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Monitoring', href: `/p/${slug}/monitoring` }, { label: 'Scores' }]}
    >
      <QueryView page query={counts}>
        {(counted) => <Counted {...counted} />}
      </QueryView>
      <QueryView query={query}>
        {({ pages }) => (
          <Scores
            pages={pages}
            more={query.hasNextPage}
            loading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        )}
      </QueryView>
    </PageFrame>
  );
}

/** Counted once, however far the list below is read. */
function Counted({ releases, batch }: Counts) {
  const { slug } = useProject();
  const total = releases.reduce((sum, { scores }) => sum + scores, 0);
  return (
    <>
      <SentenceHeader
        sentence={sentenceOf({ releases, total, batch })}
        facts={[
          'as far as predictions are kept',
          'refused requests and shadow copies are no scores',
          ...(batch === null || batch.deleted
            ? []
            : [
                <TextLink key="batch" href={`/p/${slug}/data/${batch.datasetId}?batch=${batch.id}&tab=lineage`}>
                  The batch
                </TextLink>,
              ]),
        ]}
      />
      {batch !== null ? (
        <Card>
          <CardHeader title="Releases" />
          <ReleasesTable releases={releases} />
        </Card>
      ) : null}
    </>
  );
}

function Scores(props: { pages: Page[]; more: boolean; loading: boolean; onMore: () => void }) {
  const { pages, more, loading, onMore } = props;
  const items = pages.flatMap((page) => page.items);
  return (
    <Card>
      <CardHeader title="Scores" aside={`${formatNumber(items.length)} shown, newest first`} />
      <ScoresTable items={items} />
      {more ? (
        <div className="p-4">
          <Button loading={loading} onClick={onMore}>
            Show older ones
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function ScoresTable({ items }: { items: readonly ScoreShape[] }) {
  const { slug } = useProject();
  return (
    <Table
      label="Scores"
      rows={items}
      rowId={({ id }) => id}
      rowName={({ at }) => `Passport of the score at ${formatDaySecond(at)}`}
      rowHref={({ id }) => `/p/${slug}/predictions/${id}`}
      empty={
        <EmptyState
          title="No scores are kept"
          detail="None was given yet, or they are older than predictions are kept for."
        />
      }
      columns={[
        { id: 'at', header: 'At', cell: ({ at }) => formatDaySecond(at) },
        { id: 'release', header: 'Release', cell: (score) => score.release },
        { id: 'answer', header: 'Answer', cell: ({ output }) => answerWords(output) },
        {
          id: 'status',
          header: 'State',
          cell: ({ status }) => <Badge tone={stateTones[status]}>{stateWords[status]}</Badge>,
        },
      ]}
    />
  );
}

function sentenceOf(o: Counts & { total: number }): string {
  const { releases, total, batch } = o;
  const [only] = releases;
  const scores = formatCount(total, 'score');
  if (batch === null) return only === undefined ? scores : `${only.model} v${only.number} has given ${scores}.`;
  const name = `batch ${batch.number} of ${batch.dataset}`;
  if (releases.length === 0) return `No release has learned from ${name}.`;
  return `${scores} of ${formatCount(releases.length, 'release')} that learned from ${name}.`;
}
