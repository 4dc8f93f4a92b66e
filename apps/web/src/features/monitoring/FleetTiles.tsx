import type { Outputs } from '../../client/outputs';
import { formatCompact, formatPercent } from '../../lib/format-number';
import { StatTile } from '../../ui/StatTile';
import { milliseconds } from './format-latency';

type FleetTilesProps = { fleet: Outputs['monitoring']['overview']['fleet']; windowWords: string };

/** Five figures over what is live; sandboxes are not counted. */
export function FleetTiles({ fleet, windowWords }: FleetTilesProps) {
  const asked = fleet.served + fleet.errors;
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-5">
      <StatTile label="Live models" value={String(fleet.live)} context={`${fleet.healthy} healthy`} />
      <StatTile label="Predictions" value={formatCompact(fleet.served)} context={windowWords} />
      <StatTile
        label="No answer"
        value={formatCompact(fleet.errors)}
        context={asked === 0 ? 'no requests' : `${formatPercent(fleet.errors / asked, 2)} of requests`}
      />
      <StatTile label="From a fallback" value={formatCompact(fleet.fallbacks)} context="late or failing release" />
      <StatTile
        label="Slowest p95"
        value={fleet.slowestP95 === null ? null : milliseconds(fleet.slowestP95)}
        unit="ms"
        emptyText="no requests"
      />
    </div>
  );
}
