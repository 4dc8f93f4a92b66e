'use client';

import { fromLocalInput, toLocalInput } from '../../../lib/local-time';
import { Input } from '../../../ui/Input';
import type { FieldProps } from '../field-props';

/** A moment, asked for in the zone of the reader and kept in UTC. */
export function TimeField({ field, value, set, ids }: FieldProps) {
  const time = typeof value === 'string' ? new Date(value) : null;
  const shown = time === null || Number.isNaN(time.getTime()) ? '' : toLocalInput(time);
  return (
    <Input
      {...ids}
      type="datetime-local"
      aria-label={field.title}
      value={shown}
      onChange={(event) => set(field.name, fromLocalInput(event.target.value) ?? '')}
    />
  );
}
