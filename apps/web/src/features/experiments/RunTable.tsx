'use client';

import { parseSort } from '@millrace/pipeline-core/tracking';
import Link from 'next/link';
import { useLayoutEffect, useRef, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { cn } from '../../lib/cn';
import { Checkbox } from '../../ui/Checkbox';
import { useProject } from '../frame/project-context';
import type { FigureRule } from './figure-rule';
import { HeaderCell } from './RunTableHeader';
import { rowsInView, runRowHeight } from './row-span';
import { type ColumnLook, columnLook, RunCell } from './run-columns';
import { runHref } from './run-look';
import type { ShownColumn } from './shown-columns';
import type { Look } from './use-look';
import { type RunRow, useRunRows } from './use-run-list';

const nameWidth = 208;
const boxWidth = 40;

/** The list: rows of any number, drawn and fetched where they are seen; the name stays while one scrolls across. */
export function RunTable(props: {
  ids: readonly string[];
  columns: readonly ShownColumn[];
  look: Look;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
}) {
  const { ids, columns, look, selected, onSelected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = useHeight(scroller);
  const span = rowsInView({ top, height, count: ids.length });
  const { rowAt, error } = useRunRows(ids, span);
  const ruleOf = (key: string) => look.look.rules[key] ?? 'last';
  const looks = columns.map((column) => columnLook(column, ruleOf(column.key)));
  const width = boxWidth + nameWidth + looks.reduce((sum, one) => sum + one.width, 0);
  const shown = Array.from({ length: span.end - span.first }, (_, at) => span.first + at);
  return (
    <>
      <div
        ref={scroller}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        className="thin-scroll min-h-0 flex-1 overflow-auto rounded-card border border-border bg-surface"
      >
        <table
          aria-label="Experiments"
          aria-rowcount={ids.length + 1}
          className="table-fixed border-separate border-spacing-0"
          style={{ width: '100%', minWidth: width }}
        >
          <Head columns={columns} looks={looks} look={look} ruleOf={ruleOf} />
          <tbody>
            <Spacer rows={span.first} columns={columns.length + 2} />
            {shown.map((index) => (
              <Row
                key={ids[index]}
                index={index}
                row={rowAt(index)}
                columns={columns}
                rights={looks.map(({ right }) => right)}
                ruleOf={ruleOf}
                selected={selected}
                onSelected={onSelected}
              />
            ))}
            <Spacer rows={ids.length - span.end} columns={columns.length + 2} />
          </tbody>
        </table>
      </div>
      {error === null ? null : (
        <p role="alert" className="text-12 text-danger">{`Some rows did not load: ${reportOf(error).message}`}</p>
      )}
    </>
  );
}

/** Widths and heads of the columns; both stay in view, the name also across. */
function Head(props: {
  columns: readonly ShownColumn[];
  looks: readonly ColumnLook[];
  look: Look;
  ruleOf: (key: string) => FigureRule;
}) {
  const { columns, looks, look, ruleOf } = props;
  const sort = parseSort(look.look.sort);
  return (
    <>
      <colgroup>
        <col style={{ width: boxWidth }} />
        <col style={{ width: nameWidth }} />
        {looks.map(({ width }, at) => (
          <col key={columns[at]?.id} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th className="sticky top-0 left-0 z-3 border-b border-border bg-surface" aria-label="Chosen" />
          <HeaderCell
            column={{ id: 'name', side: 'attribute', key: 'name' }}
            header={{ label: 'Name', under: '', right: false }}
            sort={sort}
            rule="last"
            look={look}
            className="left-10 z-3"
          />
          {columns.map((column, at) => (
            <HeaderCell
              key={column.id}
              column={column}
              header={looks[at] ?? { label: column.key, under: '', right: false }}
              sort={sort}
              rule={ruleOf(column.key)}
              look={look}
            />
          ))}
        </tr>
      </thead>
    </>
  );
}

function useHeight(element: { current: HTMLDivElement | null }): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return;
    const observer = new ResizeObserver(() => setHeight(node.clientHeight));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return height;
}

/** The room of rows that are not drawn. */
function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height: rows * runRowHeight }} />
    </tr>
  );
}

function Row(props: {
  index: number;
  row: RunRow | undefined;
  columns: readonly ShownColumn[];
  rights: readonly boolean[];
  ruleOf: (key: string) => FigureRule;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
}) {
  const { index, row, columns, rights, ruleOf, selected, onSelected } = props;
  const { slug } = useProject();
  const chosen = row !== undefined && selected.has(row.id);
  const toggle = (on: boolean) => {
    if (row === undefined) return;
    const next = new Set(selected);
    if (on) next.add(row.id);
    else next.delete(row.id);
    onSelected(next);
  };
  const ground = chosen ? 'bg-selected' : 'bg-surface group-hover/run:bg-hover';
  const cell = cn('truncate border-b border-border-soft px-3', ground);
  return (
    <tr aria-rowindex={index + 2} aria-selected={chosen} className="group/run" style={{ height: runRowHeight }}>
      <td className={cn('sticky left-0 z-1 border-b border-border-soft pl-4', ground)}>
        {row === undefined ? null : <Checkbox aria-label={row.name} checked={chosen} onCheckedChange={toggle} />}
      </td>
      <td className={cn(cell, 'sticky left-10 z-1 pl-1 font-medium')}>
        {row === undefined ? (
          <span className="block h-3 w-3/5 animate-pulse-soft rounded-xs bg-surface-2" />
        ) : (
          <Link href={runHref(slug, row)} prefetch={false} title={row.name} className="hover:underline">
            {row.name}
          </Link>
        )}
      </td>
      {columns.map((column, at) => (
        <td key={column.id} className={cn(cell, rights[at] ? 'text-right tabular-nums' : '')}>
          {row === undefined ? null : <RunCell row={row} column={column} rule={ruleOf(column.key)} />}
        </td>
      ))}
    </tr>
  );
}
