'use client';

import type { Column } from '@millrace/pipeline-core/schema';
import { gridKind } from '../../../features/data/grid-columns';
import { formatPercent } from '../../../lib/format-number';
import { Combobox, type ComboboxOption } from '../../../ui/Combobox';
import { ColumnKindIcon } from '../../../ui/grid/ColumnKindIcon';
import { Input } from '../../../ui/Input';
import type { FieldProps } from '../field-props';
import { useColumns } from '../use-columns';

const automatic = '';

/** One column of those that arrive; typed by hand while none is known. */
export function ColumnField({ step, field, value, set, ids, compact = false }: FieldProps) {
  const { all, offered } = useColumns(step, field);
  const chosen = typeof value === 'string' ? value : '';
  const none = field.placeholder ?? 'None';
  if (all === null)
    return (
      <Input
        {...ids}
        aria-label={field.title}
        value={chosen}
        placeholder={field.placeholder ?? undefined}
        onChange={(event) => set(field.name, event.target.value)}
      />
    );
  const gone = chosen !== '' && !all.some(({ name }) => name === chosen);
  const options: ComboboxOption[] = [
    { value: automatic, label: none },
    ...(gone ? [{ value: chosen, label: `${chosen} (gone)` }] : []),
    ...offered.map((column) => ({
      value: column.name,
      label: column.name,
      icon: <ColumnKindIcon kind={gridKind(column.type)} />,
      aside: compact && column.name === chosen ? null : asideOf(column),
    })),
  ];
  return (
    <Combobox
      {...ids}
      label={field.title}
      value={chosen}
      placeholder={none}
      onValueChange={(next) => set(field.name, next, false)}
      options={options}
      searchLabel="Find a column"
      emptyText="No column is called that."
    />
  );
}

function asideOf({ missing, type }: Column): string {
  return missing === undefined || missing === 0 ? type : `${formatPercent(missing)} missing`;
}
