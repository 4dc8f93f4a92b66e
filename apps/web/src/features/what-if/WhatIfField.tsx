'use client';

import type { Json } from '@millrace/pipeline-core/json';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { Field } from '../../ui/Field';
import { NumberField } from '../../ui/NumberField';
import { Slider } from '../../ui/Slider';
import { Textarea } from '../../ui/Textarea';
import { InputField } from '../deployments/InputField';
import { unseenValue } from '../deployments/unseen-value';
import { PictureField } from '../pictures/PictureField';
import { readJson } from './rows-of-table';
import { type SliderScale, sliderScale } from './slider-scale';

type FieldProps = {
  input: SignatureInput;
  value: Json;
  /** Why this value was refused. */
  error: string | undefined;
  onChange: (value: Json) => void;
};

/** One value of the row: a picture, a slider over what training saw, a list of what it saw, or text. */
export function WhatIfField(props: FieldProps) {
  const { input, value } = props;
  if (input.image !== undefined) return <PictureField {...props} name={input.name} image={input.image} />;
  const scale = sliderScale(input);
  if (scale !== null && (value === null || typeof value === 'number'))
    return <SliderField {...props} value={value} scale={scale} />;
  return input.type === 'vector' || input.type === 'list' || input.type === 'sparse' ? (
    <JsonField {...props} />
  ) : (
    <InputField {...props} />
  );
}

function SliderField(props: Omit<FieldProps, 'value'> & { value: number | null; scale: SliderScale }) {
  const { input, value, error, scale, onChange } = props;
  const unseen = unseenValue(input, value);
  const hint = unseen === null ? undefined : <span className="text-warning">{unseen}</span>;
  return (
    <Field label={input.name} error={error} hint={hint} aside={`seen ${input.range?.[0]} to ${input.range?.[1]}`}>
      {(ids) => (
        <div className="flex items-center gap-3">
          <Slider
            label={`${input.name}, slider`}
            value={value ?? scale.min}
            min={scale.min}
            max={scale.max}
            step={scale.step}
            {...(value === null ? { valueText: 'missing' } : {})}
            onValueChange={onChange}
          />
          <NumberField
            {...ids}
            className="w-28"
            value={value}
            step={scale.step}
            placeholder="missing"
            onValueChange={onChange}
          />
        </div>
      )}
    </Field>
  );
}

/** What has no plain form is written as JSON: a list of numbers, a list of texts. */
function JsonField({ input, value, error, onChange }: FieldProps) {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const hint = input.width === undefined ? 'as JSON' : `a list of ${input.width} numbers`;
  return (
    <Field label={input.name} error={error} hint={hint}>
      {(ids) => (
        <Textarea
          {...ids}
          className="max-h-32 font-mono"
          value={text}
          placeholder="missing"
          onChange={({ target }) => onChange(target.value === '' ? null : readJson(target.value))}
        />
      )}
    </Field>
  );
}
