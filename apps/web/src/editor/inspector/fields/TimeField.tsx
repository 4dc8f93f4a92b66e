'use client';

import { useState } from 'react';
import { fromLocalInput, toLocalInput } from '../../../lib/local-time';
import { Input } from '../../../ui/Input';
import type { FieldProps } from '../field-props';

/**
 * A moment, asked for in the zone of the reader and kept in UTC. What is typed stays as it is typed while the field has the
 * focus: on the way to a year there are others, which are no round trip. An unfinished moment changes nothing.
 */
export function TimeField({ field, value, set, ids }: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Input
      {...ids}
      type="datetime-local"
      aria-label={field.title}
      value={draft ?? shownOf(value)}
      onChange={({ target }) => {
        setDraft(target.value);
        // A browser tells an unfinished moment as '', like an empty field, but calls it bad.
        if (!target.validity.badInput) set(field.name, fromLocalInput(target.value) ?? '');
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

function shownOf(value: unknown): string {
  const time = typeof value === 'string' ? new Date(value) : null;
  return time === null || Number.isNaN(time.getTime()) ? '' : toLocalInput(time);
}
