import { formatNumber } from '../../lib/format-number';
import { StateBadge } from '../../ui/StateBadge';
import { columnFigure } from './metric-words';
import { Text } from './run-columns';
import { runStates } from './run-look';
import type { ShownColumn } from './shown-columns';
import { settingText } from './trial-words';
import type { Trial } from './use-trials';

/** What a trial says in a column of the list: its settings, and the figure that the search went by. */
export function TrialCell({ trial, column }: { trial: Trial; column: ShownColumn }) {
  const { side, key } = column;
  if (side === 'attribute' && key === 'state')
    return <StateBadge state={runStates[trial.state === 'failed' ? 'failed' : 'done']} look="plain" />;
  if (side === 'metric' && key === trial.metricName) return <TrialFigure trial={trial} />;
  if (side === 'param' && Object.hasOwn(trial.params, key)) return <Text text={settingText(trial.params[key])} />;
  return null;
}

function TrialFigure({ trial: { metric, metricName, rows, error } }: { trial: Trial }) {
  if (metric === null)
    return (
      <span className="text-faint" title={error ?? undefined}>
        –
      </span>
    );
  return (
    <span title={rows === null ? undefined : `${metric} on ${formatNumber(rows)} rows that it did not learn from`}>
      {columnFigure(metricName ?? '', metric)}
      <span className="inline-block min-w-9 pl-1 text-left text-12 text-muted">trial</span>
    </span>
  );
}
