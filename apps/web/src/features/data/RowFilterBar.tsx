'use client';

import {
  type ColumnFilter,
  type ColumnProfile,
  type FilterOp,
  filterOpsFor,
  filterWords,
} from '@millrace/pipeline-core/profile';
import { ArrowDown, ArrowUp, Filter, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Popover } from '../../ui/Popover';
import { Select } from '../../ui/Select';
import { gridKind } from './grid-columns';

export type RowOrder = { sort: string; descending: boolean };

/** Which rows of a table are shown, and in which order: the server filters and sorts. */
export function RowFilterBar(props: {
  columns: readonly ColumnProfile[];
  filters: readonly ColumnFilter[];
  order: RowOrder;
  onFilters: (filters: ColumnFilter[]) => void;
  onOrder: (order: RowOrder) => void;
  note: string;
}) {
  const { columns, filters, order, onFilters, onOrder, note } = props;
  const options = [
    { value: '', label: 'Order of the file' },
    ...columns.map(({ name, type }) => ({ value: name, label: name, detail: type })),
  ];
  return (
    <div className="flex flex-none flex-wrap items-center gap-2">
      <AddFilter columns={columns} onAdd={(filter) => onFilters([...filters, filter])} />
      {filters.map((filter, at) => (
        <span
          key={`${filter.column} ${filter.op} ${filter.value}`}
          className="flex items-center gap-1 rounded-control bg-surface-2 py-0.5 pr-0.5 pl-2 text-12"
        >
          {`${filter.column} ${filterWords[filter.op]} ${filter.value}`.trim()}
          <IconButton
            size="sm"
            label={`Take the filter of ${filter.column} away`}
            icon={<X />}
            onClick={() => onFilters(filters.filter((_, other) => other !== at))}
          />
        </span>
      ))}
      <span className="text-12 text-muted tabular-nums">{note}</span>
      <span className="flex-1" />
      <span className="text-12 text-muted">Sort by</span>
      <div className="w-44">
        <Combobox
          label="Sort by"
          value={order.sort}
          onValueChange={(sort) => onOrder({ ...order, sort })}
          options={options}
          placeholder="Order of the file"
        />
      </div>
      <IconButton
        size="sm"
        label={order.descending ? 'Largest first' : 'Smallest first'}
        icon={order.descending ? <ArrowDown /> : <ArrowUp />}
        disabled={order.sort === ''}
        onClick={() => onOrder({ ...order, descending: !order.descending })}
      />
    </div>
  );
}

function AddFilter(props: { columns: readonly ColumnProfile[]; onAdd: (filter: ColumnFilter) => void }) {
  const { columns, onAdd } = props;
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(columns[0]?.name ?? '');
  const type = columns.find((column) => column.name === name)?.type ?? 'text';
  const ops = filterOpsFor(gridKind(type));
  const [wanted, setWanted] = useState<FilterOp>('contains');
  const op = ops.includes(wanted) ? wanted : (ops[0] ?? 'present');
  const bare = op === 'missing' || op === 'present';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = bare ? '' : String(new FormData(event.currentTarget).get('value') ?? '');
    setOpen(false);
    onAdd({ column: name, op, value });
  };
  return (
    <Popover
      label="Add a filter"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Filter aria-hidden />
          Filter
        </Button>
      }
    >
      <form onSubmit={submit} className="grid gap-2">
        <Combobox
          label="Column"
          value={name}
          onValueChange={setName}
          options={columns.map((column) => ({ value: column.name, label: column.name }))}
        />
        <Select
          label="Condition"
          value={op}
          onValueChange={(next) => setWanted(ops.find((known) => known === next) ?? op)}
          options={ops.map((value) => ({ value, label: filterWords[value] }))}
        />
        {bare ? null : <Input name="value" aria-label="Value" autoFocus />}
        <div className="flex justify-end">
          <Button type="submit" size="sm" variant="primary">
            Show these rows
          </Button>
        </div>
      </form>
    </Popover>
  );
}
