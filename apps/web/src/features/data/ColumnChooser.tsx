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
}) {
  const { label, columns, chosen, onChange } = props;
  const full = chosen.length >= columnsAtOnce;
  const taken = new Set(chosen);
  const options = columns.filter((name) => !taken.has(name)).map((name) => ({ value: name, label: name }));
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <div className="w-56">
        <Combobox
          label={label}
          value=""
          placeholder={full ? `At most ${columnsAtOnce}` : label}
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
