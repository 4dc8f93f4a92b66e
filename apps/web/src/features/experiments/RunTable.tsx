'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { parseSort } from '@millrace/pipeline-core/tracking';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { FigureRule } from './figure-rule';
import { groupKey, type ListItem, listItems, mostMembers, type RunGroup, spansOf, trialsKey } from './list-items';
import { HeaderCell } from './RunTableHeader';
import { GroupRow, type RowShape, SingleRow, TrialTableRow } from './RunTableRows';
import { rowsInView, runRowHeight } from './row-span';
import { type ColumnLook, columnLook } from './run-columns';
import { type ShownColumn, withTrialColumns } from './shown-columns';
import { bestTrial, trialWords } from './trial-words';
import type { Look } from './use-look';
import { type RunRow, useRunRows } from './use-run-list';
import { useTrials } from './use-trials';

const nameWidth = 256;
const boxWidth = 40;

/** The list: rows of any number, drawn and fetched where they are seen; the name stays while one scrolls across. */
export function RunTable(props: {
  ids: readonly string[];
  groups: readonly RunGroup[];
  columns: readonly ShownColumn[];
  look: Look;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
}) {
  const { ids, groups, look, selected, onSelected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = useHeight(scroller);
  const { items, trials, isOpen, toggle, error: trialsError } = useUnfolded(ids, groups);
  const columns = withTrialColumns(props.columns, [...trials.values()]);
  const span = rowsInView({ top, height, count: items.length });
  const shown = items.slice(span.first, span.end);
  const { rowAt, error } = useRunRows(ids, spansOf(shown));
  const failed = error ?? trialsError;
  const ruleOf = (key: string) => look.look.rules[key] ?? 'last';
  const looks = columns.map((column) => columnLook(column, ruleOf(column.key), groups.length > 0));
  const width = boxWidth + nameWidth + looks.reduce((sum, one) => sum + one.width, 0);
  const rights = looks.map(({ right }) => right);
  return (
    <>
      <div
        ref={scroller}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        className="thin-scroll min-h-0 flex-1 overflow-auto rounded-card border border-border bg-surface"
      >
        <table
          aria-label="Experiments"
          aria-rowcount={items.length + 1}
          className="table-fixed border-separate border-spacing-0"
          style={{ width: '100%', minWidth: width }}
        >
          <Head columns={columns} looks={looks} look={look} ruleOf={ruleOf} />
          <tbody>
            <Spacer rows={span.first} columns={columns.length + 2} />
            {shown.map((item, at) => (
              <ItemRow
                key={keyOf(item, ids)}
                item={item}
                shape={{ index: span.first + at, columns, rights, ruleOf }}
                chosen={{ selected, onSelected }}
                ids={ids}
                rowAt={rowAt}
                trials={trials}
                isOpen={isOpen}
                toggle={toggle}
              />
            ))}
            <Spacer rows={items.length - span.end} columns={columns.length + 2} />
          </tbody>
        </table>
      </div>
      {failed === null ? null : (
        <p role="alert" className="text-12 text-danger">{`Some rows did not load: ${reportOf(failed).message}`}</p>
      )}
    </>
  );
}

type ItemProps = {
  item: ListItem;
  shape: RowShape;
  chosen: { selected: ReadonlySet<string>; onSelected: (selected: ReadonlySet<string>) => void };
  ids: readonly string[];
  rowAt: (index: number) => RunRow | undefined;
} & Pick<ReturnType<typeof useUnfolded>, 'trials' | 'isOpen' | 'toggle'>;

function ItemRow({ item, shape, chosen, ids, rowAt, trials, isOpen, toggle }: ItemProps) {
  switch (item.kind) {
    case 'run':
      return (
        <SingleRow
          {...shape}
          {...chosen}
          row={rowAt(item.at)}
          inside={item.inside}
          trialsOpen={isOpen(trialsKey(ids[item.at] ?? ''))}
          onTrials={(id) => toggle(trialsKey(id))}
        />
      );
    case 'group': {
      const members = Array.from({ length: Math.min(item.size, mostMembers) }, (_, at) => rowAt(item.at + at));
      return (
        <GroupRow
          {...shape}
          {...chosen}
          ids={ids.slice(item.at, item.at + item.size)}
          rows={members.flatMap((row) => row ?? [])}
          open={item.open}
          onToggle={() => toggle(groupKey(ids[item.at] ?? ''))}
        />
      );
    }
    case 'trial': {
      const own = trials.get(item.of) ?? [];
      const trial = own[item.place];
      return trial === undefined ? null : (
        <TrialTableRow {...shape} trial={trial} words={trialWords(own, trial)} best={trial.number === bestTrial(own)} />
      );
    }
    default:
      return assertNever(item);
  }
}

function keyOf(item: ListItem, ids: readonly string[]): string {
  return item.kind === 'trial' ? `trial ${item.of} ${item.place}` : `${item.kind} ${ids[item.at]}`;
}

/** The rows with what a person unfolded among them. */
function useUnfolded(ids: readonly string[], groups: readonly RunGroup[]) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const searches = [...open].flatMap((key) => (key.startsWith(trialsKey('')) ? [key.slice(trialsKey('').length)] : []));
  const { trials, error } = useTrials(searches);
  const items = useMemo(() => {
    const counts = new Map([...trials].map(([id, own]) => [id, own.length]));
    return listItems({ ids, groups, open, trials: counts });
  }, [ids, groups, open, trials]);
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return { items, trials, error, isOpen: (key: string) => open.has(key), toggle };
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
