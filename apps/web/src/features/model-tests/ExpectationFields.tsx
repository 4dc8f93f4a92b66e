'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Expectation, TestedModel } from '@millrace/pipeline-core/release';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { NumberField } from '../../ui/NumberField';
import { Select } from '../../ui/Select';
import { type ExpectationKind, numbersOf } from './propose-expectation';
import type { TestDraft } from './use-test-draft';

const kindLabels = {
  class: 'Its answer is',
  number: 'Its number is about',
  probability: 'A probability is at least',
  direction: 'Raising a field moves it one way',
} as const satisfies Record<ExpectationKind, string>;

/** What is expected of every release: which kind of thing, and the thing itself. */
export function ExpectationFields({ draft, model }: { draft: TestDraft; model: TestedModel }) {
  const { kinds, expected, chooseKind, setExpected } = draft;
  const options = kinds.includes(expected.kind) ? kinds : [...kinds, expected.kind];
  return (
    <>
      <Field label="What is expected">
        {(ids) => (
          <Select
            {...ids}
            value={expected.kind}
            options={options.map((value) => ({ value, label: kindLabels[value] }))}
            onValueChange={(value) => {
              const kind = options.find((one) => one === value);
              if (kind !== undefined) chooseKind(kind);
            }}
          />
        )}
      </Field>
      <Details expected={expected} classes={model.classes} fields={numbersOf(draft.row ?? {})} onChange={setExpected} />
    </>
  );
}

type DetailsProps = {
  expected: Expectation;
  classes: readonly string[] | undefined;
  fields: readonly string[];
  onChange: (expected: Expectation) => void;
};

function Details({ expected, classes, fields, onChange }: DetailsProps) {
  switch (expected.kind) {
    case 'class':
      return (
        <ClassField
          label="Answer"
          value={expected.class}
          classes={classes}
          onChange={(name) => onChange({ ...expected, class: name })}
        />
      );
    case 'number':
      return (
        <div className="grid grid-cols-2 gap-3">
          <Figure label="Number" value={expected.value} onChange={(value) => onChange({ ...expected, value })} />
          <Figure
            label="To within"
            value={expected.tolerance}
            min={0}
            onChange={(tolerance) => onChange({ ...expected, tolerance })}
          />
        </div>
      );
    case 'probability':
      return (
        <div className="grid grid-cols-2 gap-3">
          <ClassField
            label="Class"
            value={expected.class}
            classes={classes}
            onChange={(name) => onChange({ ...expected, class: name })}
          />
          <Figure
            label="At least"
            unit="%"
            min={0}
            max={100}
            value={Math.round(expected.atLeast * 1e4) / 100}
            onChange={(percent) => onChange({ ...expected, atLeast: percent / 100 })}
          />
        </div>
      );
    case 'direction':
      return <DirectionFields {...{ expected, classes, fields, onChange }} />;
    default:
      return assertNever(expected);
  }
}

type Direction = Extract<Expectation, { kind: 'direction' }>;

function DirectionFields({ expected, classes, fields, onChange }: DetailsProps & { expected: Direction }) {
  const names = fields.includes(expected.field) || expected.field === '' ? fields : [...fields, expected.field];
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="Raise the field">
        {(ids) => (
          <Select
            {...ids}
            value={expected.field}
            placeholder="The row has no number"
            options={names.map((name) => ({ value: name, label: name }))}
            onValueChange={(field) => onChange({ ...expected, field })}
          />
        )}
      </Field>
      <Figure label="By" value={expected.by} min={0} onChange={(by) => onChange({ ...expected, by })} />
      <Field label="This may not">
        {(ids) => (
          <Select
            {...ids}
            value={expected.answer}
            options={[
              { value: 'not-lower', label: 'lower it' },
              { value: 'not-higher', label: 'raise it' },
            ]}
            onValueChange={(answer) =>
              onChange({ ...expected, answer: answer === 'not-higher' ? 'not-higher' : 'not-lower' })
            }
          />
        )}
      </Field>
      {expected.class === null ? null : (
        <ClassField
          label="The probability of"
          value={expected.class}
          classes={classes}
          onChange={(name) => onChange({ ...expected, class: name })}
        />
      )}
    </div>
  );
}

function ClassField(props: {
  label: string;
  value: string;
  classes: readonly string[] | undefined;
  onChange: (name: string) => void;
}) {
  const { label, value, classes, onChange } = props;
  return (
    <Field label={label}>
      {(ids) =>
        classes === undefined ? (
          <Input {...ids} value={value} required onChange={(event) => onChange(event.target.value)} />
        ) : (
          <Select
            {...ids}
            value={value}
            options={(classes.includes(value) ? classes : [...classes, value]).map((name) => ({
              ...{ value: name, label: name },
            }))}
            onValueChange={onChange}
          />
        )
      }
    </Field>
  );
}

function Figure(props: {
  label: string;
  value: number;
  unit?: string;
  min?: number;
  max?: number;
  onChange: (value: number) => void;
}) {
  const { label, value, onChange, ...rest } = props;
  return (
    <Field label={label}>
      {(ids) => (
        <NumberField
          {...ids}
          {...rest}
          className="[&_input]:text-left"
          value={value}
          onValueChange={(next) => {
            if (next !== null) onChange(next);
          }}
        />
      )}
    </Field>
  );
}
