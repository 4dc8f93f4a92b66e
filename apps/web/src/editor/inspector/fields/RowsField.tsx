'use client';

import { Plus, X } from 'lucide-react';
import type { ComponentType } from 'react';
import { cn } from '../../../lib/cn';
import { Button } from '../../../ui/Button';
import type { FieldIds } from '../../../ui/Field';
import { IconButton } from '../../../ui/IconButton';
import { fieldValue } from '../derive-form';
import type { FieldProps, SetParam } from '../field-props';

type Row = Readonly<Record<string, unknown>>;

/** A list of small records, such as pairs of an old and a new name: every row has the controls its own fields call for. */
export function RowsField(props: FieldProps & { control: ComponentType<FieldProps> }) {
  const { field, value, set } = props;
  const rows = toRows(value);
  const empty = Object.fromEntries(field.items.map((item) => [item.name, item.default ?? '']));
  return (
    <div className="grid justify-items-start gap-1.5">
      {rows.map((row, at) => (
        <RowControls
          // Rows have no name of their own: their place is what they are.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={at}
          {...props}
          row={row}
          number={at + 1}
          setCell={(name, next, gesture) => set(field.name, rows.with(at, { ...row, [name]: next }), gesture)}
          onRemove={() => set(field.name, rows.toSpliced(at, 1), false)}
        />
      ))}
      <Button size="sm" onClick={() => set(field.name, [...rows, empty], false)}>
        <Plus aria-hidden /> {field.addLabel ?? 'Add'}
      </Button>
    </div>
  );
}

type RowProps = FieldProps & {
  control: ComponentType<FieldProps>;
  row: Row;
  number: number;
  setCell: SetParam;
  onRemove: () => void;
};

/** Two cells in a line; of an odd number the first has a line of its own. */
function RowControls({ step, field, ids, control: Cell, row, number, setCell, onRemove }: RowProps) {
  const lead = field.items.length % 2 === 1;
  return (
    <fieldset aria-label={`${field.title} ${number}`} className="flex w-full min-w-0 items-center gap-1">
      <div className={cn('grid min-w-0 flex-1 grid-cols-2 gap-1', lead ? 'border-l-2 border-border pl-2' : '')}>
        {field.items.map((item, at) => (
          <div key={item.name} className={cn('grid min-w-0', lead && at === 0 ? 'col-span-2' : '')}>
            <Cell
              step={step}
              field={{ ...item, title: `${item.title} ${number}` }}
              value={fieldValue(item, row)}
              set={setCell}
              narrow
              ids={cellIds(ids, at === 0 && number === 1 ? '' : `-${number}-${item.name}`)}
            />
          </div>
        ))}
      </div>
      <IconButton size="sm" label={`Remove ${number}`} icon={<X />} onClick={onRemove} />
    </fieldset>
  );
}

/** What is wrong is said of the list, in words that name the row; not every cell is marked for it. */
function cellIds(ids: FieldIds, ending: string): FieldIds {
  const { 'aria-invalid': _invalid, ...rest } = ids;
  return { ...rest, id: `${ids.id}${ending}` };
}

function toRows(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : [];
}
