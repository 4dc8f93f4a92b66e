'use client';

import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Popover } from '../../ui/Popover';
import { SearchField } from '../../ui/SearchField';
import { allColumns, type Described, type ShownColumn } from './shown-columns';
import type { Look } from './use-look';

const groups = { attribute: 'Of every run', metric: 'Figures', param: 'Parameters', tag: 'Tags' } as const;
/** Boxes drawn at most; the rest is found by typing. */
const mostBoxes = 120;

/** Which columns are shown; until somebody chooses, the list chooses by itself. */
export function ColumnsButton(props: { described: Described; shown: readonly ShownColumn[]; look: Look }) {
  const { described, shown, look } = props;
  const [wanted, setWanted] = useState('');
  const all = allColumns(described);
  const text = wanted.trim().toLowerCase();
  const matching = all.filter(({ key, label = '' }) => `${label} ${key}`.toLowerCase().includes(text));
  const found = matching.slice(0, mostBoxes);
  const ids = shown.map(({ id }) => id);
  const toggle = (id: string, on: boolean) =>
    look.change({ columns: on ? [...ids, id] : ids.filter((other) => other !== id) });
  return (
    <Popover
      label="Columns"
      align="end"
      trigger={
        <Button>
          <Columns3 aria-hidden />
          {look.look.columns === null ? 'Columns' : `${ids.length} columns`}
        </Button>
      }
    >
      <div className="grid gap-2">
        <SearchField label="Find a column" value={wanted} onValueChange={setWanted} />
        <div className="thin-scroll grid max-h-80 gap-0.5 overflow-y-auto">
          {(['attribute', 'metric', 'param', 'tag'] as const).map((side) => {
            const own = found.filter((column) => column.side === side);
            return own.length === 0 ? null : (
              <fieldset key={side} className="grid gap-0.5 pb-2">
                <legend className="text-12 text-muted">{groups[side]}</legend>
                {own.map(({ id, key, label = key }) => (
                  <Checkbox
                    key={id}
                    label={label}
                    checked={ids.includes(id)}
                    onCheckedChange={(on) => toggle(id, on)}
                  />
                ))}
              </fieldset>
            );
          })}
          {found.length < matching.length ? (
            <p className="text-12 text-muted">There are more: type a part of the name.</p>
          ) : null}
          {found.length === 0 ? <p className="text-12 text-muted">No column is called so.</p> : null}
        </div>
        {look.look.columns === null ? null : (
          <Button size="sm" variant="ghost" onClick={() => look.change({ columns: null })}>
            Let the list choose
          </Button>
        )}
      </div>
    </Popover>
  );
}
