'use client';

import { X } from 'lucide-react';
import { gridKind } from '../../../features/data/grid-columns';
import { Combobox } from '../../../ui/Combobox';
import { ColumnKindIcon } from '../../../ui/grid/ColumnKindIcon';
import { IconButton } from '../../../ui/IconButton';
import { Select } from '../../../ui/Select';
import type { FieldProps } from '../field-props';
import { useColumns } from '../use-columns';

/** New types by column: add a column, choose what it is read as. */
export function ColumnTypesField({ step, field, value, set }: FieldProps) {
  const { all, reason } = useColumns(step, field);
  const types = toMap(value);
  const change = (next: Record<string, string>) => set(field.name, next, false);
  const free = (all ?? []).filter(({ name }) => types[name] === undefined);
  return (
    <div className="grid gap-1.5">
      {Object.entries(types).map(([name, type]) => {
        const column = all?.find((candidate) => candidate.name === name);
        return (
          <div key={name} className="flex items-center gap-2">
            <ColumnKindIcon kind={column === undefined ? 'other' : gridKind(column.type)} />
            <span
              className={`min-w-0 flex-1 truncate ${all !== null && column === undefined ? 'text-danger line-through' : ''}`}
            >
              {name}
            </span>
            <span className="text-12 text-muted">{column?.type}</span>
            <Select
              className="w-28! flex-none"
              size="sm"
              label={`New type of ${name}`}
              value={type}
              onValueChange={(next) => change({ ...types, [name]: next })}
              options={field.valueChoices.map((choice) => ({ value: choice, label: choice }))}
            />
            <IconButton
              size="sm"
              label={`Leave ${name} as it is`}
              icon={<X />}
              onClick={() => {
                const { [name]: _gone, ...rest } = types;
                change(rest);
              }}
            />
          </div>
        );
      })}
      {all === null ? (
        <p className="text-12 text-muted">{reason}</p>
      ) : (
        <Combobox
          label="Add a column to cast"
          value=""
          placeholder="Add a column"
          options={free.map((column) => ({
            value: column.name,
            label: column.name,
            icon: <ColumnKindIcon kind={gridKind(column.type)} />,
            aside: column.type,
          }))}
          onValueChange={(name) => {
            const type = all.find((column) => column.name === name)?.type;
            const first = field.valueChoices.find((choice) => choice !== type) ?? 'text';
            change({ ...types, [name]: first });
          }}
        />
      )}
    </div>
  );
}

function toMap(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, type]) => [name, String(type)]));
}
