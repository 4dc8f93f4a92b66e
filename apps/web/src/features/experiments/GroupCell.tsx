import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { StateBadge } from '../../ui/StateBadge';
import type { FigureRule } from './figure-rule';
import { groupFigure, mostSharing } from './group-figure';
import { attributeText, Text } from './run-columns';
import { runStates } from './run-look';
import type { ShownColumn } from './shown-columns';
import type { RunRow } from './use-run-list';

/** What runs that differ in their seed alone say in a column together. `all`: how many they are, also those not fetched. */
export function GroupCell(props: { rows: readonly RunRow[]; all: number; column: ShownColumn; rule: FigureRule }) {
  const { rows, all, column, rule } = props;
  const [first] = rows;
  if (first === undefined) return null;
  switch (column.side) {
    case 'attribute':
      return <Attribute rows={rows} all={all} first={first} name={column.key} />;
    case 'metric': {
      const figure = groupFigure(rows, column.key, rule);
      if (figure === null) return <Text text={undefined} />;
      const part = rows.length < all ? `; the first ${rows.length} of ${all}` : '';
      return <span title={`${figure.title}${part}`}>{figure.text}</span>;
    }
    case 'param':
      return <Shared texts={rows.map(({ params }) => params[column.key])} />;
    case 'tag':
      return <Shared texts={rows.map(({ tags }) => tags[column.key])} />;
  }
}

function Attribute({ rows, all, first, name }: { rows: readonly RunRow[]; all: number; first: RunRow; name: string }) {
  const running = rows.find(({ state }) => state === 'running');
  if (name === 'state') return <StateBadge state={runStates[(running ?? first).state]} look="plain" />;
  if (name === 'duration') {
    const known = rows.flatMap(({ seconds }) => seconds ?? []);
    const mean = known.reduce((sum, seconds) => sum + seconds, 0) / known.length;
    return known.length === 0 ? null : <span title="Mean">{formatDuration(mean * 1000)}</span>;
  }
  if (name === 'source' && new Set(rows.map((row) => attributeText(row, name))).size > 1)
    return <Text text={formatCount(all, 'run')} />;
  return <Shared texts={rows.map((row) => attributeText(row, name))} />;
}

function Shared({ texts }: { texts: readonly (string | undefined)[] }) {
  const shared = mostSharing(texts);
  return shared.same ? (
    <Text text={shared.text} />
  ) : (
    <span className="text-faint" title={shared.title}>
      differ
    </span>
  );
}
