'use client';

import type { SignatureInput } from '@millrace/pipeline-core/release';
import { Combobox } from '../../ui/Combobox';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { PictureField } from '../pictures/PictureField';
import { unseenValue } from './unseen-value';

/** One value of a request: a picture, a list of known categories, a number, or text. Empty means missing. */
export function InputField(props: {
  input: SignatureInput;
  value: unknown;
  /** Why the endpoint refused this value. */
  error?: string | undefined;
  onChange: (value: string | number | boolean | number[] | null) => void;
}) {
  const { input, value, onChange } = props;
  if (input.image !== undefined)
    return <PictureField name={input.name} image={input.image} value={value} error={props.error} onChange={onChange} />;
  const text = value === null || value === undefined ? '' : String(value);
  const field = { label: input.name, error: props.error, hint: seenHint(input, value) };
  const choices = choicesOf(input, text);
  if (choices !== null) {
    const chosen = (next: string) => (input.type === 'boolean' ? next === 'true' : next);
    return (
      <Field {...field}>
        {(ids) => (
          <Combobox
            {...ids}
            label={input.name}
            value={text}
            options={[...choices.map((value) => ({ value, label: value })), { value: '', label: 'missing' }]}
            onValueChange={(next) => onChange(next === '' ? null : chosen(next))}
          />
        )}
      </Field>
    );
  }
  const numeric = input.type === 'number' || input.type === 'integer';
  return (
    <Field {...field}>
      {(ids) => (
        <Input
          {...ids}
          value={text}
          inputMode={numeric ? 'decimal' : 'text'}
          placeholder="missing"
          onChange={(event) => onChange(readValue(event.target.value, numeric))}
        />
      )}
    </Field>
  );
}

/** What may be chosen, the value that is there included; null where it is typed. */
function choicesOf(input: SignatureInput, text: string): readonly string[] | null {
  if (input.type === 'boolean') return ['true', 'false'];
  const levels = input.levels ?? [];
  if (levels.length === 0 || levels.length > 200) return null;
  return levels.includes(text) || text === '' ? levels : [text, ...levels];
}

/** What training saw of this input; louder when the value is outside. */
function seenHint(input: SignatureInput, value: unknown) {
  const unseen = unseenValue(input, value);
  if (unseen !== null) return <span className="text-warning">{unseen}</span>;
  return input.range === undefined ? undefined : `seen ${input.range[0]} to ${input.range[1]}`;
}

/** What was typed, as the request carries it; text that is no number goes as text, so that the endpoint can say what is wrong. */
function readValue(text: string, numeric: boolean): string | number | null {
  if (text === '') return null;
  if (!numeric) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}
