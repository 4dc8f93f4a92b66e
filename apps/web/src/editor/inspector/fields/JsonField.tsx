'use client';

import { useState } from 'react';
import { Textarea } from '../../../ui/Textarea';
import type { FieldProps } from '../field-props';

/** A value without a widget of its own, as JSON; set as soon as it can be read. */
export function JsonField({ field, value, set, ids }: FieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  return (
    <>
      <Textarea
        {...ids}
        spellCheck={false}
        className="font-mono text-12"
        value={draft ?? JSON.stringify(value, null, 1)}
        onChange={(event) => {
          setDraft(event.target.value);
          const parsed = parseJson(event.target.value);
          setWrong(!parsed.ok);
          if (parsed.ok) set(field.name, parsed.value);
        }}
        onBlur={() => {
          if (!wrong) setDraft(null);
        }}
      />
      {wrong ? <p className="text-12 text-danger">This is not JSON yet, so it was not set.</p> : null}
    </>
  );
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}
