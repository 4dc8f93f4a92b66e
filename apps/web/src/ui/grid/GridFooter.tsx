'use client';

import { Copy, Footprints } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { formatNumber } from '../../lib/format-number';
import { parseNumber } from '../../lib/parse-number';
import { Button } from '../Button';
import { Input } from '../Input';

export type GridFooterProps = {
  first: number;
  last: number;
  rowCount: number;
  /** "all rows, nothing sampled" or "sample of 100 k". */
  note?: ReactNode;
  failure: string | undefined;
  copied: string | undefined;
  onRetry: () => void;
  onCopy: () => void;
  onGoToRow: (row: number) => void;
  /** What the button for one row says; `run` is null while no row is chosen. */
  rowAction?: { label: string; run: (() => void) | null } | undefined;
};

/** Which rows are seen, out of how many, and the way to any row by number. */
export function GridFooter(props: GridFooterProps) {
  const { first, last, rowCount, note, failure, copied, onRetry, onCopy, onGoToRow, rowAction } = props;
  return (
    <div className="flex h-9 flex-none items-center gap-3 overflow-hidden border-t border-border px-3 text-12 whitespace-nowrap text-muted tabular-nums">
      <span>
        {rowCount === 0
          ? 'No rows'
          : `Rows ${formatNumber(first)} to ${formatNumber(last)} of ${formatNumber(rowCount)}`}
      </span>
      {failure ? (
        <span role="alert" className="flex min-w-0 items-center gap-2 text-danger">
          <span className="truncate">Some rows did not load: {failure}</span>
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </span>
      ) : (
        <span className="truncate" aria-live="polite">
          {copied ?? note}
        </span>
      )}
      <span className="flex-1" />
      {rowAction === undefined ? null : <RowActionButton {...rowAction} />}
      {failure ? null : (
        <Button size="sm" variant="ghost" onClick={onCopy} className="max-sm:hidden!">
          <Copy aria-hidden />
          Copy
        </Button>
      )}
      <GoToRow rowCount={rowCount} onGoToRow={onGoToRow} />
    </div>
  );
}

function RowActionButton({ label, run }: NonNullable<GridFooterProps['rowAction']>) {
  return (
    <Button
      size="sm"
      variant="ghost"
      disabled={run === null}
      title={run === null ? 'Choose a row first' : 'Key F'}
      onClick={() => run?.()}
      className="max-sm:hidden!"
    >
      <Footprints aria-hidden />
      {label}
    </Button>
  );
}

function GoToRow({ rowCount, onGoToRow }: Pick<GridFooterProps, 'rowCount' | 'onGoToRow'>) {
  const [text, setText] = useState('');
  const id = useId();
  const go = () => {
    const typed = parseNumber(text, { min: 1, max: rowCount });
    const row = typed.ok ? typed.value : typed.nearest;
    if (row !== null) onGoToRow(Math.round(row) - 1);
  };
  return (
    <form
      className="flex items-center gap-2 max-sm:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <label htmlFor={id}>Go to row</label>
      <Input
        id={id}
        size="sm"
        inputMode="numeric"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="w-[96px]"
        inputClassName="text-right"
      />
    </form>
  );
}
