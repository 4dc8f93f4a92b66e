'use client';

import type { Column } from '@millrace/pipeline-core/schema';
import { findContract, nearestName } from '@millrace/pipeline-core/steps';
import { useState } from 'react';
import { gridKind } from '../../../features/data/grid-columns';
import { cn } from '../../../lib/cn';
import { formatNumber, formatPercent } from '../../../lib/format-number';
import { Button } from '../../../ui/Button';
import { Checkbox } from '../../../ui/Checkbox';
import { ColumnKindIcon } from '../../../ui/grid/ColumnKindIcon';
import { SearchField } from '../../../ui/SearchField';
import type { FieldProps } from '../field-props';
import { useColumns } from '../use-columns';

/** Several columns: a list with type and missing share; a column that vanished stays in red, with the likely new name. */
export function ColumnsField({ step, field, value, set }: FieldProps) {
  const { all, offered: known, reason } = useColumns(step, field);
  const [query, setQuery] = useState('');
  const chosen = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  // What a trainer predicts it does not learn from: only where that is chosen does it stand here, to be taken away.
  const target = findContract(step.type)?.stage === 'train' ? step.params['target'] : undefined;
  const offered = known.filter(({ name }) => name !== target || chosen.includes(name));
  const names = new Set((all ?? offered).map(({ name }) => name));
  const gone = all === null ? [] : chosen.filter((name) => !names.has(name));
  const shown = offered.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  const change = (next: readonly string[]) => set(field.name, next, false);
  const toggle = (name: string, on: boolean) =>
    change(on ? [...chosen, name] : chosen.filter((other) => other !== name));
  if (all === null && chosen.length === 0) return <p className="text-12 text-muted">{reason}</p>;
  return (
    <div className="grid min-h-0 overflow-hidden rounded-control border border-border-strong">
      <div className="border-b border-border p-1">
        <SearchField
          size="sm"
          label="Find a column"
          value={query}
          onValueChange={setQuery}
          className="border-transparent"
        />
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without markers */}
      <ul role="list" aria-label={field.title} className="thin-scroll max-h-[308px] overflow-y-auto">
        {gone.map((name) => (
          <GoneRow
            key={name}
            name={name}
            likely={nearestName(
              name,
              [...names].filter((other) => !chosen.includes(other)),
            )}
            onDrop={() => toggle(name, false)}
            onReplace={(next) => change(chosen.map((other) => (other === name ? next : other)))}
          />
        ))}
        {(all === null ? chosen.map(unknownColumn) : shown).map((column) => (
          <ColumnRow
            key={column.name}
            column={column}
            checked={chosen.includes(column.name)}
            onChange={(on) => toggle(column.name, on)}
          />
        ))}
        {all !== null && shown.length === 0 ? (
          <li className="px-2 py-1.5 text-12 text-muted">No column is called that.</li>
        ) : null}
      </ul>
      <Foot chosen={chosen.length - gone.length} offered={offered} none={field.placeholder} onChange={change} />
    </div>
  );
}

function unknownColumn(name: string): Column {
  return { name, type: 'text', role: 'feature' };
}

function ColumnRow(props: { column: Column; checked: boolean; onChange: (on: boolean) => void }) {
  const { column, checked, onChange } = props;
  return (
    <li className={cn('flex h-7 items-center gap-2 px-2 hover:bg-hover', checked ? '' : 'text-muted')}>
      <Checkbox checked={checked} onCheckedChange={onChange} aria-label={column.name} />
      <ColumnKindIcon kind={gridKind(column.type)} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the check box is the control; the name only widens its target */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the check box takes the keys */}
      <span className="min-w-0 flex-1 cursor-pointer truncate" onClick={() => onChange(!checked)}>
        {column.name}
      </span>
      {column.role === 'feature' ? null : <span className="text-12 text-muted">{column.role}</span>}
      {column.missing === undefined || column.missing === 0 ? null : (
        <>
          <span className="text-12 text-text tabular-nums">{`${formatPercent(column.missing)} missing`}</span>
          <span aria-hidden className="h-1 w-9 overflow-hidden rounded-xs bg-surface-2">
            <i className="block h-full bg-border-strong" style={{ width: `${Math.max(4, column.missing * 100)}%` }} />
          </span>
        </>
      )}
    </li>
  );
}

function GoneRow(props: {
  name: string;
  likely: string | null;
  onDrop: () => void;
  onReplace: (next: string) => void;
}) {
  const { name, likely, onDrop, onReplace } = props;
  return (
    <li className="flex h-8 items-center gap-2 bg-danger-tint px-2 text-danger">
      <Checkbox checked aria-label={`${name}, no longer there`} onCheckedChange={onDrop} />
      <s className="min-w-0 flex-1 truncate">{name}</s>
      {likely === null ? (
        <Button size="sm" onClick={onDrop}>
          Remove
        </Button>
      ) : (
        <Button size="sm" onClick={() => onReplace(likely)}>{`Use ${likely}`}</Button>
      )}
    </li>
  );
}

type FootProps = {
  chosen: number;
  offered: readonly Column[];
  /** What it means that none is chosen. */
  none: string | null;
  onChange: (next: string[]) => void;
};

function Foot({ chosen, offered, none, onChange }: FootProps) {
  const numbers = offered.filter(({ type }) => type === 'integer' || type === 'number');
  return (
    <p className="flex h-8 items-center gap-3 border-t border-border px-2 text-12 text-muted">
      <span className="flex-1 tabular-nums">
        {chosen === 0 && none !== null ? none : `${formatNumber(chosen)} of ${formatNumber(offered.length)}`}
      </span>
      {numbers.length > 0 && numbers.length < offered.length ? (
        <LinkButton onClick={() => onChange(numbers.map(({ name }) => name))}>All numbers</LinkButton>
      ) : null}
      <LinkButton onClick={() => onChange(offered.map(({ name }) => name))}>All</LinkButton>
      <LinkButton onClick={() => onChange([])}>None</LinkButton>
    </p>
  );
}

function LinkButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" className="rounded-xs font-medium text-accent hover:underline" onClick={onClick}>
      {children}
    </button>
  );
}
