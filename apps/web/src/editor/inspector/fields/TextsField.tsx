'use client';

import { useState } from 'react';
import { Textarea } from '../../../ui/Textarea';
import type { FieldProps } from '../field-props';

/** A list of texts, one a line. Empty lines stay while writing and are left out of what is set. */
export function TextsField({ field, value, set, ids }: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const texts = Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
  return (
    <Textarea
      {...ids}
      rows={3}
      spellCheck={false}
      placeholder="One a line"
      value={draft ?? texts.join('\n')}
      onChange={(event) => {
        setDraft(event.target.value);
        set(field.name, linesOf(event.target.value));
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
