import type { TouchedShape } from '@millrace/pipeline-core/api';
import type { ReactNode } from 'react';
import { formatDayTime } from '../../lib/format-date';
import { formatNumber, noValue } from '../../lib/format-number';
import { Table } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** Releases with what they have answered, each with the way to its scores. */
export function ReleasesTable({ releases, empty }: { releases: readonly TouchedShape[]; empty?: ReactNode }) {
  const { slug } = useProject();
  return (
    <Table
      label="Releases and their scores"
      rows={releases}
      rowId={({ id }) => id}
      rowName={({ model, number }) => `${model} v${number}`}
      rowHref={({ id, modelId }) => `/p/${slug}/models/${modelId}?release=${id}`}
      empty={empty}
      columns={[
        { id: 'release', header: 'Release', cell: ({ model, number }) => `${model} v${number}` },
        { id: 'registered', header: 'Registered', cell: ({ registered }) => formatDayTime(registered) },
        { id: 'first', header: 'First score', wideOnly: true, cell: ({ first }) => timeOf(first) },
        { id: 'last', header: 'Last score', wideOnly: true, cell: ({ last }) => timeOf(last) },
        {
          id: 'scores',
          header: 'Scores kept',
          align: 'right',
          cell: ({ id, model, number, scores }) =>
            scores === 0 ? (
              '0'
            ) : (
              <TextLink
                href={`/p/${slug}/predictions?release=${id}`}
                prefetch={false}
                aria-label={`${formatNumber(scores)} scores of ${model} v${number}`}
              >
                {formatNumber(scores)}
              </TextLink>
            ),
        },
      ]}
    />
  );
}

function timeOf(time: string | null): string {
  return time === null ? noValue : formatDayTime(time);
}
