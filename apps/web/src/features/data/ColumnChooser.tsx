'use client';

import { X } from 'lucide-react';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { columnsAtOnce } from './columns-at-once';

/** Some of many columns, found by typing; each one chosen stands beside as a button that takes it away again. */
export function ColumnChooser(props: {
  label: string;
  columns: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** So many may be chosen. */
  most?: number;
  /** What ties it to the label and hint of a field. */
  id?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}) {
  const { label, columns, chosen, onChange, most = columnsAtOnce, ...ids } = props;
  const full = chosen.length >= most;
  const taken = new Set(chosen);
  const options = columns.filter((name) => !taken.has(name)).map((name) => ({ value: name, label: name }));
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <div className="w-56">
        <Combobox
          {...ids}
          label={label}
          value=""
          placeholder={full ? `At most ${most}` : label}
          options={options}
          searchLabel="Find a column"
          disabled={full}
          onValueChange={(name) => onChange([...chosen, name])}
        />
      </div>
      {chosen.map((name) => (
        <Button
          key={name}
          size="sm"
          className="max-w-56"
          aria-label={`Take ${name} away`}
          onClick={() => onChange(chosen.filter((other) => other !== name))}
        >
          <span className="truncate">{name}</span>
          <X aria-hidden />
        </Button>
      ))}
      {chosen.length > 1 ? (
        <Button size="sm" variant="ghost" onClick={() => onChange([])}>
          Take all away
        </Button>
      ) : null}
    </div>
  );
}
