'use client';

import type { FollowedPort, FollowedRows } from '@millrace/pipeline-core/api';
import { type CellChange, compareRows } from '@millrace/pipeline-core/follow';
import type { Json } from '@millrace/pipeline-core/json';
import { useState } from 'react';
import { cn } from '../../lib/cn';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { toCell } from '../data/to-cell';
import { shownTexts } from './shown-numbers';

/** Columns shown at first; what changed is always among them. */
const shortList = 8;

type Change = CellChange | 'unknown';

/** The values of the row at a port, changed cells marked against the port before; several rows as a table. */
export function RowValues(props: { port: FollowedPort; shown: FollowedRows; before: FollowedPort | null }) {
  const { port, shown, before } = props;
  const [all, setAll] = useState(false);
  // Of many rows the port before shows its own first ones: then the very rows shown here come with this port.
  const earlier = port.before ?? before?.shown ?? null;
  const compared = earlier === null ? null : compareRows(shown, earlier, port.against?.kept === true);
  const changeAt = (row: number, column: number): Change => compared?.cells[row]?.[column] ?? 'unknown';
  const isNews = (column: number) =>
    shown.rows.some((_, row) => changeAt(row, column) === 'changed' || changeAt(row, column) === 'new');
  const places = shown.columns.map((_, column) => column);
  const news = places.filter(isNews);
  const first = [
    ...news,
    ...places.filter((column) => !news.includes(column)).slice(0, Math.max(0, shortList - news.length)),
  ];
  const short = places.length > shortList && !all;
  const columns = short ? places.filter((column) => first.includes(column)) : places;
  const oldOf = (column: number) => oldValue(shown, earlier, { column, kept: port.against?.kept === true });
  return (
    <div className="grid min-w-0 gap-1.5">
      {shown.rows.length === 1 ? (
        <OneRow shown={shown} columns={columns} changeOf={(column) => changeAt(0, column)} oldOf={oldOf} />
      ) : (
        <ManyRows
          label={`Rows at ${port.portTitle} of ${port.title}`}
          shown={shown}
          count={port.count}
          columns={columns}
          changeAt={changeAt}
        />
      )}
      <Left names={compared?.left ?? []} />
      {places.length > shortList ? (
        <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => setAll(!all)}>
          {all ? 'Show fewer columns' : `Show all ${formatCount(places.length, 'column')}`}
        </Button>
      ) : null}
      {shown.columnsLeftOut > 0 ? (
        <p className="text-12 text-muted">{`${formatCount(shown.columnsLeftOut, 'more column')} in the table itself.`}</p>
      ) : null}
    </div>
  );
}

/** The value one row had at the port before. */
function oldValue(
  shown: FollowedRows,
  before: FollowedRows | null,
  { column, kept }: { column: number; kept: boolean },
): Json | undefined {
  if (before === null) return undefined;
  const place = before.columns.findIndex(({ name }) => name === shown.columns[column]?.name);
  const row = kept ? before.rowNumbers.indexOf(shown.rowNumbers[0] ?? -1) : before.rows.length === 1 ? 0 : -1;
  return before.rows[row]?.[place];
}

function OneRow(props: {
  shown: FollowedRows;
  columns: readonly number[];
  changeOf: (column: number) => Change;
  oldOf: (column: number) => Json | undefined;
}) {
  const { shown, columns, changeOf, oldOf } = props;
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2 gap-y-px text-12 tabular-nums">
      {columns.map((column) => {
        const change = changeOf(column);
        const news = change === 'changed' || change === 'new';
        return (
          <div key={shown.columns[column]?.name} data-change={change} className="contents">
            <dt className="truncate py-px text-muted" title={shown.columns[column]?.name}>
              {shown.columns[column]?.name}
            </dt>
            <dd
              className={cn('flex min-w-0 items-center gap-1.5 rounded-xs px-1 py-px', news ? 'bg-warning-tint' : '')}
            >
              <span className="min-w-0 truncate font-medium">
                <Value value={shown.rows[0]?.[column]} beside={change === 'changed' ? oldOf(column) : undefined} />
              </span>
              {change === 'changed' ? (
                <span className="min-w-0 truncate text-muted">
                  was <Value value={oldOf(column)} beside={shown.rows[0]?.[column]} />
                </span>
              ) : null}
              {change === 'new' ? <Badge tone="warning">new</Badge> : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

type RowsProps = {
  shown: FollowedRows;
  columns: readonly number[];
  changeAt: (row: number, column: number) => Change;
};

function ManyRows(props: RowsProps & { label: string; count: number }) {
  const { label, shown, count, columns, changeAt } = props;
  return (
    <>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="thin-scroll max-h-56 overflow-auto rounded-xs shadow-[inset_0_0_0_1px_var(--border)]"
      >
        <RowsTable shown={shown} columns={columns} changeAt={changeAt} />
      </section>
      {count > shown.rows.length ? (
        <p className="text-12 text-muted">{`The first ${shown.rows.length} of ${count.toLocaleString('en')} rows.`}</p>
      ) : null}
    </>
  );
}

function RowsTable({ shown, columns, changeAt }: RowsProps) {
  return (
    <table className="w-max min-w-full text-12 tabular-nums">
      <thead>
        <tr className="text-left text-muted">
          <th scope="col" className="px-1.5 py-0.5 font-medium">
            Row
          </th>
          {columns.map((column) => (
            <th key={shown.columns[column]?.name} scope="col" className="max-w-40 truncate px-1.5 py-0.5 font-medium">
              {shown.columns[column]?.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.rows.map((cells, row) => (
          <tr key={shown.rowNumbers[row]} className="border-t border-border-soft">
            <th scope="row" className="px-1.5 py-0.5 text-left font-normal text-muted">
              {(shown.rowNumbers[row] ?? 0) + 1}
            </th>
            {columns.map((column) => {
              const change = changeAt(row, column);
              const news = change === 'changed' || change === 'new';
              return (
                <td
                  key={shown.columns[column]?.name}
                  data-change={change}
                  className={cn('max-w-40 truncate px-1.5 py-0.5', news ? 'bg-warning-tint' : '')}
                >
                  <Value value={cells[column]} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Left({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const some = names.slice(0, 4).join(', ');
  const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
  return <p className="truncate text-12 text-muted" title={names.join(', ')}>{`No longer: ${some}${more}`}</p>;
}

/** A value as it can be read, in full in its tooltip; where it stands beside another the two are told apart. */
function Value({ value, beside }: { value: Json | undefined; beside?: Json | undefined }) {
  const cell = toCell(value);
  if (cell === null) return <span className="text-muted italic">null</span>;
  if (cell === '') return <span className="text-faint">""</span>;
  return <span title={String(cell)}>{shownTexts(value, beside).text}</span>;
}
