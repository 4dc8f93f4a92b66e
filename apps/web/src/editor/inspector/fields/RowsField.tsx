'use client';

import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Button } from '../../../ui/Button';
import { Field } from '../../../ui/Field';
import { IconButton } from '../../../ui/IconButton';
import { Select } from '../../../ui/Select';
import { Switch } from '../../../ui/Switch';
import { type FieldSpec, fieldValue, visibleFields } from '../derive-form';
import type { FieldProps } from '../field-props';
import { moveRow, newRow, type RowValue, rowsOf } from '../rows-value';

type Props = FieldProps & { control: (props: FieldProps) => ReactNode };

/** A list of small objects: each a group with its own fields, moved by Alt and the arrow keys or the buttons. */
export function RowsField({ step, field, value, set, control }: Props) {
  const rows = rowsOf(value);
  const list = useRef<HTMLOListElement>(null);
  const change = (next: readonly RowValue[]) => set(field.name, next, false);
  const focusRow = (at: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>(':scope > li')[at]?.focus());
  const move = (from: number, by: number) => {
    const to = Math.min(rows.length - 1, Math.max(0, from + by));
    if (to === from) return;
    change(moveRow(rows, from, by));
    focusRow(to);
  };
  const remove = (at: number) => {
    change(rows.filter((_, index) => index !== at));
    focusRow(Math.min(at, rows.length - 2));
  };
  return (
    <div className="grid gap-1.5">
      {rows.length === 0 ? null : (
        <ol ref={list} aria-label={field.title} className="grid list-none gap-1.5">
          {rows.map((row, at) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
              key={at}
              {...{ step, field, row, at, control }}
              count={rows.length}
              set={(name, next, gesture) =>
                set(
                  field.name,
                  rows.map((other, index) => (index === at ? { ...other, [name]: next } : other)),
                  gesture,
                )
              }
              onMove={(by) => move(at, by)}
              onRemove={() => remove(at)}
            />
          ))}
        </ol>
      )}
      <Button
        className="justify-self-start"
        size="sm"
        onClick={() => {
          change([...rows, newRow(field.items)]);
          focusRow(rows.length);
        }}
      >
        <Plus aria-hidden />
        {field.addLabel ?? 'Add'}
      </Button>
    </div>
  );
}

type RowProps = Pick<Props, 'step' | 'field' | 'set' | 'control'> & {
  row: RowValue;
  at: number;
  count: number;
  onMove: (by: number) => void;
  onRemove: () => void;
};

function Row({ step, field, row, at, count, set, control, onMove, onRemove }: RowProps) {
  const place = `${field.title} ${at + 1}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
  return (
    <li
      tabIndex={-1}
      aria-label={`${place} of ${count}`}
      // Before the fields inside: a list would open on an arrow key.
      onKeyDownCapture={onKeyDown}
      className="flex items-start gap-1 rounded-control border border-border py-1.5 pr-1 pl-2 focus-visible:outline-2 focus-visible:outline-accent"
    >
      <div className="grid min-w-0 flex-1 grid-cols-2 items-start gap-x-2 gap-y-1.5">
        {visibleFields(field.items, row).map((inner) => (
          <Inner key={inner.name} {...{ step, control, set }} field={inner} value={fieldValue(inner, row)} />
        ))}
      </div>
      <div className="grid flex-none">
        <IconButton size="sm" label={`Remove ${place}`} icon={<X />} onClick={onRemove} />
        {count < 2 ? null : (
          <>
            <IconButton
              size="sm"
              label={`Move ${place} up`}
              shortcut="Alt+ArrowUp"
              icon={<ArrowUp />}
              disabled={at === 0}
              onClick={() => onMove(-1)}
            />
            <IconButton
              size="sm"
              label={`Move ${place} down`}
              shortcut="Alt+ArrowDown"
              icon={<ArrowDown />}
              disabled={at === count - 1}
              onClick={() => onMove(1)}
            />
          </>
        )}
      </div>
    </li>
  );
}

/** Fields that need the whole width of a row; the others stand two by two. */
const wide: readonly FieldSpec['kind'][] = [
  'columns',
  'texts',
  'formula',
  'multiline',
  'sql',
  'python',
  'notebook',
  'rows',
  'percent',
  'slider',
];

function Inner(props: Omit<FieldProps, 'ids'> & { control: Props['control'] }) {
  const { field, value, set, control } = props;
  const span = wide.includes(field.kind) ? 'col-span-2' : 'min-w-0';
  if (field.kind === 'switch')
    return (
      <div className={`${span} pt-5`}>
        <Switch checked={value === true} onCheckedChange={(next) => set(field.name, next, false)} label={field.title} />
      </div>
    );
  return (
    <div className={span}>
      <Field label={field.title} aside={field.unit} hint={field.description}>
        {(ids) =>
          isLongChoice(field) ? <LongChoice {...props} ids={ids} /> : control({ ...props, ids, compact: true })
        }
      </Field>
    </div>
  );
}

/** Words that would not fit side by side in half the width. */
function isLongChoice({ kind, choices }: FieldSpec): boolean {
  return kind === 'choice' && (choices.length > 3 || choices.reduce((sum, { label }) => sum + label.length, 0) > 14);
}

function LongChoice({ field, value, set, ids }: FieldProps) {
  const chosen = typeof value === 'string' ? value : '';
  return (
    <Select {...ids} value={chosen} onValueChange={(next) => set(field.name, next, false)} options={field.choices} />
  );
}
