import type { Tried } from '@millrace/pipeline-core/bisect';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { formatFixed } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ProgressBar } from '../../ui/ProgressBar';
import { StateBadge } from '../../ui/StateBadge';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import type { Bisect } from './BisectResult';
import { hybridWords } from './bisect-words';

/** The hybrid runs of a search: which runs now, how many are left, and what those before it found. */
export function BisectHybrids({ bisect }: { bisect: Bisect }) {
  const { slug } = useProject();
  const { setup, tried, status, expected } = bisect;
  const ended = tried.filter((one) => one.ended).length;
  const left = Math.max(0, expected - ended);
  const columns: TableColumn<Tried>[] = [
    {
      id: 'run',
      header: 'Run',
      cell: ({ run, number }) =>
        run === null ? (
          <span className="text-faint">not started</span>
        ) : (
          <TextLink href={`/p/${slug}/runs/${run}`}>Run {number}</TextLink>
        ),
    },
    {
      id: 'what',
      header: 'Hybrid',
      wrap: true,
      cell: (one) => <span title={titlesOf(bisect, one)}>{hybridWords(setup, one)}</span>,
    },
    { id: 'state', header: 'State', cell: (one) => <HybridState one={one} stopped={status === 'cancelled'} /> },
    {
      id: 'steps',
      header: 'Steps that ran',
      align: 'right',
      wideOnly: true,
      cell: ({ ran, steps }) => (ran === undefined ? '' : `${ran} of ${steps}`),
    },
    { id: 'value', header: metricLabel(setup.metric), align: 'right', cell: ({ value }) => formatFixed(value) },
  ];
  return (
    <Card>
      <CardHeader
        title="Hybrid runs"
        aside={status === 'running' ? `${ended} done, about ${left} left` : `${ended} in all`}
      />
      {status === 'running' ? (
        <CardBody>
          <ProgressBar label="Hybrid runs" value={ended / Math.max(expected, ended + 1)} />
        </CardBody>
      ) : null}
      <Table
        label="Hybrid runs"
        rows={tried}
        rowId={({ on, repeat }) => `${repeat} ${on.join(' ')}`}
        rowHeight={44}
        columns={columns}
        empty={
          <CardBody>
            <p className="text-13 text-muted">
              {status === 'running' ? 'The first hybrid run is being planned.' : 'No hybrid run was needed.'}
            </p>
          </CardBody>
        }
      />
    </Card>
  );
}

/** The differences that a hybrid has of the bad run, one a line, for a closer look. */
function titlesOf({ setup }: Bisect, { on }: Tried): string {
  return setup.differences.flatMap(({ id, title }) => (on.includes(id) ? [title] : [])).join('\n');
}

function HybridState({ one, stopped }: { one: Tried; stopped: boolean }) {
  if (!one.ended) return <StateBadge look="plain" state={stopped ? 'cancelled' : 'running'} />;
  return one.problem === null ? (
    <StateBadge look="plain" state="done" />
  ) : (
    <StateBadge look="plain" state="failed" reason={one.problem} />
  );
}
