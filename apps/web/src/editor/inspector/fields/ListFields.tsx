'use client';

import { useState } from 'react';
import { Checkbox } from '../../../ui/Checkbox';
import { Input } from '../../../ui/Input';
import { Textarea } from '../../../ui/Textarea';
import type { FieldProps } from '../field-props';
import { readNumbers, readTexts } from './read-list';

/** Several texts, one on each line. */
export function TextsField({ field, value, set, ids }: FieldProps) {
  const texts = Array.isArray(value) ? value.map(String) : [];
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <Textarea
      {...ids}
      spellCheck={false}
      value={draft ?? texts.join('\n')}
      placeholder={field.placeholder ?? undefined}
      onChange={(event) => {
        setDraft(event.target.value);
        set(field.name, readTexts(event.target.value));
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

/** Several numbers with commas or blanks between; set as soon as all can be read. */
export function NumbersField({ field, value, set, ids }: FieldProps) {
  const numbers = Array.isArray(value) ? value.map(String) : [];
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft === null ? undefined : readNumbers(draft).wrong;
  return (
    <>
      <Input
        {...ids}
        value={draft ?? numbers.join(', ')}
        placeholder={field.placeholder ?? undefined}
        inputMode="text"
        onChange={(event) => {
          setDraft(event.target.value);
          const read = readNumbers(event.target.value);
          if (read.wrong === undefined) set(field.name, read.numbers);
        }}
        onBlur={() => {
          if (wrong === undefined) setDraft(null);
        }}
      />
      {wrong === undefined ? null : (
        <p className="text-12 text-danger">{`“${wrong}” is not a number, so this was not set.`}</p>
      )}
    </>
  );
}

/** Any of a few values, as check boxes. */
export function ChoicesField({ field, value, set, ids }: FieldProps) {
  const chosen = new Set(Array.isArray(value) ? value.map(String) : []);
  const toggle = (wanted: string, on: boolean) => {
    const next = field.choices.map((choice) => choice.value);
    set(
      field.name,
      next.filter((choice) => (choice === wanted ? on : chosen.has(choice))),
      false,
    );
  };
  return (
    <fieldset aria-label={field.title} aria-describedby={ids['aria-describedby']} className="grid grid-cols-2 gap-x-3">
      {field.choices.map((choice) => (
        <Checkbox
          key={choice.value}
          label={choice.label}
          checked={chosen.has(choice.value)}
          onCheckedChange={(on) => toggle(choice.value, on)}
        />
      ))}
    </fieldset>
  );
}
