'use client';

import { keyOfActor } from '@millrace/pipeline-core/access';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatFixed } from '../../lib/format-number';
import { Notice } from '../../ui/Notice';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { luckSentence } from './split-words';

type Look = NonNullable<Outputs['splits']['ledger']['ledger']>['looks'][number];

const shown = 50;

const kindWords: Record<Look['kind'], string> = {
  evaluation: 'Evaluated a model',
  comparison: 'Compared models',
  api: 'Read rows by API',
  table: 'Looked at the rows',
};

/** How often the test rows of a run were looked at, by whom, and whether the winner may be luck. */
export function TestLedger({ run }: { run: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.splits.ledger.queryOptions({ project: slug, run }, { refetchInterval: 10_000 }));
  const ledger = query.data?.ledger;
  if (ledger === undefined || ledger === null || ledger.total === 0) return null;
  const { luck, looks, total } = ledger;
  const sentence = luckSentence(total, luck, metricLabel(luck?.metric ?? ''));
  return (
    <section aria-label="Uses of the test rows" className="grid gap-2">
      <Notice
        tone="info"
        title={luck?.mayBeLuck === true ? 'The lead may be luck' : 'How often the test rows were used'}
      >
        {sentence}
        {luck?.mayBeLuck === true ? ' To be sure, judge on rows that nobody has seen, or split anew.' : ''}
      </Notice>
      <details>
        <summary className="cursor-pointer text-12 font-medium text-muted">
          Show each use{total > shown ? `, the latest ${shown}` : ''}
        </summary>
        <Table
          label="Uses of the test rows"
          className="mt-2"
          rows={looks.slice(0, shown).map((look, at) => ({ ...look, at: look.at, place: at }))}
          rowId={({ place }) => String(place)}
          columns={[
            { id: 'at', header: 'When', cell: ({ at }) => new Date(at).toLocaleString() },
            { id: 'kind', header: 'What', cell: ({ kind }) => kindWords[kind] },
            {
              id: 'who',
              header: 'Who',
              cell: ({ actor, actorName }) => actorName ?? (keyOfActor(actor) === null ? actor : 'An API key'),
            },
            { id: 'run', header: 'Run', cell: ({ runNumber }) => (runNumber === null ? '' : `Run ${runNumber}`) },
            { id: 'model', header: 'Model', cell: ({ candidate }) => candidate ?? '' },
            {
              id: 'value',
              header: 'Figure',
              align: 'right',
              cell: ({ metric, value }) => (metric === null ? '' : `${metricLabel(metric)} ${formatFixed(value)}`),
            },
          ]}
        />
      </details>
    </section>
  );
}
