'use client';

import { type Issue, isError } from '@millrace/pipeline-core/validate';
import { useState } from 'react';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { NumberField } from '../../ui/NumberField';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { Select } from '../../ui/Select';
import { Slider } from '../../ui/Slider';
import { Switch } from '../../ui/Switch';
import { Textarea } from '../../ui/Textarea';
import { withoutPlace } from '../drawing/issue-text';
import { InlineText } from '../Markdown';
import { useEditor } from '../use-editor';
import type { FieldSpec } from './derive-form';
import { FixButton } from './FixButton';
import type { FieldProps } from './field-props';
import { BatchField } from './fields/BatchField';
import { ColumnField } from './fields/ColumnField';
import { ColumnsField } from './fields/ColumnsField';
import { ColumnTypesField } from './fields/ColumnTypesField';
import { FormulaField } from './fields/FormulaField';
import { JsonField } from './fields/JsonField';
import { ChoicesField, NumbersField, TextsField } from './fields/ListFields';
import { NotebookField } from './fields/NotebookField';
import { DatasetField, EndpointField, FeatureViewField, ModelField, ReleaseField } from './fields/ReferenceFields';
import { RowsField } from './fields/RowsField';
import { SqlField } from './fields/SqlField';
import { TargetField } from './fields/TargetField';
import { TimeField } from './fields/TimeField';
import { UploadField } from './fields/UploadField';
import { isLeft, openerOf } from './is-left';
import { OpenSettingButton } from './OpenSettingButton';

/** One parameter: label, control, what is wrong with it. */
export function ParamField(props: Omit<FieldProps, 'ids'>) {
  const { step, field, value, set } = props;
  const issue = useEditor((state) =>
    state.issuesByStep[step.id]?.find((candidate) => candidate.param === field.name && isError(candidate)),
  );
  const [touched, setTouched] = useState(false);
  // Nobody has been wrong yet who has only just added the step: what it asks for first is asked, not complained about.
  const asks = issue !== undefined && !touched && isFirstAsked(issue) && step.params[field.name] === undefined;
  const text = issue === undefined ? undefined : <InlineText text={withoutPlace(issue.message)} />;
  if (field.kind === 'switch')
    return (
      <div data-param={field.name} className="grid gap-0.5">
        <Switch checked={value === true} onCheckedChange={(next) => set(field.name, next, false)} label={field.title} />
        {field.description === null ? null : <p className="pl-9 text-12 text-muted">{field.description}</p>}
      </div>
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to the controls within, which the keyboard reaches
    <div
      data-param={field.name}
      className="grid justify-items-start gap-1.5"
      onBlur={({ currentTarget, relatedTarget }) => {
        const to = relatedTarget instanceof Element ? relatedTarget : null;
        if (isLeft({ field: currentTarget, to, active: document.activeElement, openerOf })) setTouched(true);
      }}
    >
      <Field
        label={field.title}
        aside={field.unit}
        hint={asks ? text : field.description}
        error={asks ? undefined : text}
        className="w-full"
      >
        {(ids) => <Control {...props} ids={ids} />}
      </Field>
      {issue?.fix === undefined ? null : (
        <FixButton step={step} type={issue.fix.addStep} title={issue.fix.title} before />
      )}
      {issue?.open === undefined ? null : <OpenSettingButton open={issue.open} />}
    </div>
  );
}

/** Whether all there is to do about an issue is to fill the field. */
function isFirstAsked({ code, fix, open }: Issue): boolean {
  return code.startsWith('no-') && fix === undefined && open === undefined;
}

function Control(props: FieldProps) {
  const { field, value, set, ids } = props;
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'column':
      return <ColumnField {...props} />;
    case 'target':
      return <TargetField {...props} />;
    case 'columns':
      return <ColumnsField {...props} />;
    case 'column-types':
      return <ColumnTypesField {...props} />;
    case 'formula':
      return <FormulaField {...props} />;
    case 'dataset':
      return <DatasetField {...props} />;
    case 'batch':
      return <BatchField {...props} />;
    case 'time':
      return <TimeField {...props} />;
    case 'model':
      return <ModelField {...props} />;
    case 'release':
      return <ReleaseField {...props} />;
    case 'endpoint':
      return <EndpointField {...props} />;
    case 'feature-view':
      return <FeatureViewField {...props} />;
    case 'upload':
      return <UploadField {...props} />;
    case 'choice':
    case 'sample':
      return <Choice {...props} />;
    case 'percent':
    case 'slider':
      return <Share {...props} />;
    case 'number':
    case 'integer':
      return <Figure {...props} />;
    case 'notebook':
      return <NotebookField {...props} />;
    case 'sql':
    case 'python':
      return <SqlField {...props} />;
    case 'multiline':
      return <Textarea {...ids} value={text} onChange={(event) => set(field.name, event.target.value)} />;
    case 'text':
      return (
        <Input
          {...ids}
          aria-label={field.title}
          value={text}
          placeholder={field.placeholder ?? undefined}
          onChange={(event) => set(field.name, event.target.value)}
        />
      );
    case 'rows':
      return <RowsField {...props} control={(inner) => <Control {...inner} />} />;
    case 'choices':
      return <ChoicesField {...props} />;
    case 'texts':
      return <TextsField {...props} />;
    case 'numbers':
      return <NumbersField {...props} />;
    case 'switch':
    case 'json':
      return <JsonField {...props} />;
    default:
      return field.kind satisfies never;
  }
}

/** Two to four short words side by side, otherwise a list. */
function Choice({ field, value, set, ids }: FieldProps) {
  const chosen = typeof value === 'string' ? value : '';
  const letters = field.choices.reduce((sum, { label }) => sum + label.length, 0);
  if (field.choices.length <= 4 && letters <= 34)
    return (
      <SegmentedControl
        fill
        label={field.title}
        value={chosen}
        onValueChange={(next) => set(field.name, next, false)}
        segments={[...field.choices]}
      />
    );
  return (
    <Select {...ids} value={chosen} onValueChange={(next) => set(field.name, next, false)} options={field.choices} />
  );
}

function Figure({ field, value, set, ids }: FieldProps) {
  return (
    <NumberField
      {...ids}
      value={typeof value === 'number' ? value : null}
      placeholder={field.placeholder ?? (field.nullable ? 'Automatic' : undefined)}
      onValueChange={(next) => {
        if (next !== null || field.nullable) set(field.name, next);
      }}
      {...(field.min === null ? {} : { min: field.min })}
      {...(field.max === null ? {} : { max: field.max })}
      step={field.kind === 'integer' ? 1 : stepOf(field, value)}
    />
  );
}

function stepOf(field: FieldSpec, value: unknown): number {
  const size = Math.abs(typeof value === 'number' && value !== 0 ? value : Number(field.default) || 1);
  return size < 1 ? 10 ** Math.floor(Math.log10(size)) : 0.1;
}

/** A share of 1, shown as per cent, or a number on a scale; the exact value beside it. */
function Share({ field, value, set, ids }: FieldProps) {
  const factor = field.kind === 'percent' ? 100 : 1;
  const [min, max] = [field.min ?? 0, field.max ?? 1];
  const share = typeof value === 'number' ? value : min;
  const clean = (number: number) => Number((number / factor).toFixed(6));
  return (
    <div className="flex items-center gap-3">
      <Slider
        label={field.title}
        value={share * factor}
        min={min * factor}
        max={max * factor}
        step={field.kind === 'percent' ? 1 : (max - min) / 100}
        onValueChange={(next) => set(field.name, clean(next))}
      />
      <NumberField
        {...ids}
        className="w-20 flex-none"
        value={Number((share * factor).toFixed(4))}
        min={min * factor}
        max={max * factor}
        {...(field.kind === 'percent' ? { unit: '%' } : {})}
        onValueChange={(next) => {
          if (next !== null) set(field.name, clean(next));
        }}
      />
    </div>
  );
}
