import { defaultBudgetMs } from '@millrace/pipeline-core/release';
import type { Outputs } from '../../client/outputs';
import { formatCompact } from '../../lib/format-number';
import { StatTile } from '../../ui/StatTile';
import { milliseconds } from './format-latency';

type EndpointTilesProps = Pick<Outputs['monitoring']['endpoint'], 'endpoint' | 'figures'>;

/** Six figures of one endpoint: what it answered, how fast whole requests were, and what it did not answer. */
export function EndpointTiles({ endpoint, figures }: EndpointTilesProps) {
  const time = (pick: 'mean' | 'p50' | 'p95') =>
    figures.latency === null ? null : milliseconds(figures.latency[pick]);
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-6">
      <StatTile label="Served" value={figures.served.toLocaleString('en')} />
      <StatTile label="Mean" value={time('mean')} unit="ms" context="of a whole request" />
      <StatTile label="p50" value={time('p50')} unit="ms" context="half of the requests" />
      <StatTile
        label="p95"
        value={time('p95')}
        unit="ms"
        context={`budget ${endpoint.config?.budgetMs ?? defaultBudgetMs} ms`}
      />
      <StatTile label="No answer" value={formatCompact(figures.errors)} />
      <StatTile label="Refused" value={formatCompact(figures.invalid)} context="input did not fit" />
    </div>
  );
}
