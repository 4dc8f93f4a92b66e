'use client';

import { Database, Mail } from 'lucide-react';
import { useState } from 'react';
import { ColumnKindIcon, Combobox, Field, Input, NumberField, SearchField, Select, Textarea } from '../../ui';
import { Section, Specimen, Specimens } from './Section';

const columns = [
  'age',
  'plan',
  'tenure',
  'spend',
  'signup',
  'calls_90d',
  'sessions',
  'referral_code',
  'churn',
  'region',
];

function TextFields() {
  const [text, setText] = useState('Customers');
  const [note, setNote] = useState('Slice gap is known; retrain in December.');
  return (
    <Specimen name="Input and Textarea: sizes, hint, error, disabled" block>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Name" hint="Shown in lists and in the address">
          {(ids) => <Input {...ids} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <Field label="Bucket" error="No bucket is called custmers: check the spelling">
          {(ids) => <Input {...ids} defaultValue="custmers" prefix={<Database aria-hidden />} />}
        </Field>
        <Field label="E-mail" aside="optional">
          {(ids) => <Input {...ids} placeholder="ana@example.org" prefix={<Mail aria-hidden />} />}
        </Field>
        <Field label="Disabled">{(ids) => <Input {...ids} disabled defaultValue="read only here" />}</Field>
        <Input aria-label="Small" size="sm" placeholder="24 high" />
        <Input aria-label="Large" size="lg" placeholder="36 high" />
        <Field label="Why this gate may be passed" className="sm:col-span-2">
          {(ids) => <Textarea {...ids} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
      </div>
    </Specimen>
  );
}

function PickFields() {
  const [strength, setStrength] = useState<number | null>(1);
  const [query, setQuery] = useState('');
  const [family, setFamily] = useState('trees');
  const [column, setColumn] = useState('churn');
  return (
    <Specimen name="NumberField, SearchField, Select, Combobox" block>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Strength" aside="0 to 10">
          {(ids) => <NumberField {...ids} value={strength} onValueChange={setStrength} min={0} max={10} step={0.1} />}
        </Field>
        <Field label="Budget">
          {(ids) => <NumberField {...ids} value={30} onValueChange={() => undefined} unit="min" />}
        </Field>
        <SearchField
          label="Search steps"
          value={query}
          onValueChange={setQuery}
          shortcut="A"
          className="sm:col-span-2"
        />
        <Field label="Family">
          {(ids) => (
            <Select
              {...ids}
              value={family}
              onValueChange={setFamily}
              options={[
                { value: 'trees', label: 'Gradient boosted trees', aside: '41 tried' },
                { value: 'forest', label: 'Random forest', aside: '12 tried' },
                { value: 'linear', label: 'Logistic regression', aside: '7 tried' },
                { value: 'net', label: 'Neural network', disabled: true },
              ]}
            />
          )}
        </Field>
        <Field label="Target">
          {(ids) => (
            <Combobox
              {...ids}
              value={column}
              onValueChange={setColumn}
              searchLabel="Find a column"
              emptyText="No column fits"
              options={columns.map((name, index) => ({
                value: name,
                label: name,
                icon: <ColumnKindIcon kind={index % 3 === 1 ? 'category' : 'number'} />,
                aside: name === 'churn' ? '14% yes' : undefined,
              }))}
            />
          )}
        </Field>
        <Field label="With an error" error="tenure_mths is gone: use tenure">
          {(ids) => (
            <Select {...ids} value="" onValueChange={() => undefined} options={[]} placeholder="Choose a column" />
          )}
        </Field>
        <Field label="Disabled">
          {(ids) => (
            <Select
              {...ids}
              disabled
              value="a"
              onValueChange={() => undefined}
              options={[{ value: 'a', label: 'PostgreSQL' }]}
            />
          )}
        </Field>
      </div>
    </Specimen>
  );
}

/** Things one types into or picks from. */
export function FieldSection() {
  return (
    <Section id="fields" title="Fields">
      <Specimens>
        <TextFields />
        <PickFields />
      </Specimens>
    </Section>
  );
}
