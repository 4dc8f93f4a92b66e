'use client';

import { cn } from '../../lib/cn';

export type MatrixCell = { a: string; b: string; value: number; text: string };

/** A square of pairs: blue for going together, orange for going against each other, the stronger the fuller. */
export function PairMatrix(props: {
  label: string;
  names: readonly string[];
  cells: readonly MatrixCell[];
  chosen: { a: string; b: string } | null;
  onChoose: (a: string, b: string) => void;
}) {
  const { label, names, cells, chosen, onChoose } = props;
  const at = new Map(
    cells.flatMap((cell) => [[`${cell.a}\n${cell.b}`, cell] as const, [`${cell.b}\n${cell.a}`, cell] as const]),
  );
  const size = names.length > 30 ? 14 : names.length > 16 ? 20 : 26;
  return (
    <div className="thin-scroll overflow-x-auto">
      <table className="border-separate border-spacing-px text-12" aria-label={label}>
        <thead>
          <tr>
            <th />
            {names.map((name) => (
              <th key={name} scope="col" className="h-20 max-w-0 align-bottom font-normal" style={{ width: size }}>
                <span className="block max-h-36 truncate text-muted [writing-mode:vertical-rl] rotate-180" title={name}>
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((row) => (
            <tr key={row}>
              <th scope="row" className="max-w-36 truncate pr-1 text-right font-normal text-muted" title={row}>
                {row}
              </th>
              {names.map((column) => (
                <td key={column} className="p-0">
                  {row === column ? (
                    <span
                      title={`${row} itself`}
                      className="block rounded-xs bg-surface-2"
                      style={{ width: size, height: size, backgroundImage: itself }}
                    />
                  ) : (
                    <Cell
                      cell={at.get(`${row}\n${column}`)}
                      row={row}
                      column={column}
                      size={size}
                      chosen={chosen?.a === column && chosen.b === row}
                      onChoose={onChoose}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Legend against={cells.some(({ value }) => value < 0)} />
    </div>
  );
}

/** Where a column would meet itself: a line from corner to corner. */
const itself =
  'linear-gradient(to bottom right, transparent calc(50% - 1px), var(--border-strong) 50%, transparent calc(50% + 1px))';

/** What the colours mean; the side that no pair is on is left out. */
function Legend({ against }: { against: boolean }) {
  const scale = against ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  return (
    <p className="mt-2 flex flex-wrap items-center gap-1 text-12 text-muted tabular-nums">
      {against ? '−1, against each other' : '0, nothing in common'}
      {scale.map((value) => (
        <i
          key={value}
          aria-hidden
          className="size-3 rounded-xs shadow-[inset_0_0_0_1px_var(--border-soft)]"
          style={{ background: tint(value) }}
        />
      ))}
      1, always together
    </p>
  );
}

/** Blue for going together, orange for going against each other, the stronger the fuller. */
function tint(value: number): string {
  const strength = Math.round(Math.abs(value) * 92);
  return `color-mix(in srgb, ${value < 0 ? 'var(--s2)' : 'var(--s1)'} ${strength}%, var(--surface))`;
}

function Cell(props: {
  cell: MatrixCell | undefined;
  row: string;
  column: string;
  size: number;
  chosen: boolean;
  onChoose: (a: string, b: string) => void;
}) {
  const { cell, row, column, size, chosen, onChoose } = props;
  const text = cell === undefined ? 'not compared' : cell.text;
  return (
    <button
      type="button"
      title={`${row} and ${column}: ${text}`}
      aria-label={`${row} and ${column}: ${text}`}
      aria-pressed={chosen}
      onClick={() => onChoose(column, row)}
      className={cn(
        'block rounded-xs hover:shadow-[inset_0_0_0_2px_var(--accent)]',
        chosen ? 'shadow-[inset_0_0_0_2px_var(--text)]' : 'shadow-[inset_0_0_0_1px_var(--border-soft)]',
      )}
      style={{ width: size, height: size, background: tint(cell?.value ?? 0) }}
    />
  );
}
