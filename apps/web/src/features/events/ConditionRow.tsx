'use client';

import { X } from 'lucide-react';
import { Field } from '../../ui/Field';
import { IconButton } from '../../ui/IconButton';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { anything, type DraftCondition, type Happening, happenings } from './draft-condition';
import { useSubjects } from './use-subjects';

const choices = (Object.keys(happenings) as Happening[]) // keys() forgets the literal names
  .map((value) => ({ value, label: happenings[value].label }));

/** One thing that a trigger waits for. */
export function ConditionRow(props: {
  condition: DraftCondition;
  topics: readonly string[];
  onChange: (condition: DraftCondition) => void;
  onRemove?: (() => void) | undefined;
}) {
  const { condition, topics, onChange, onRemove } = props;
  const { about } = happenings[condition.happening];
  const choose = (happening: string) => {
    const known = choices.find(({ value }) => value === happening)?.value;
    if (known !== undefined) onChange({ ...condition, happening: known, subject: anything });
  };
  return (
    <div className={`grid items-end gap-2 ${onRemove === undefined ? 'grid-cols-2' : 'grid-cols-[1fr_1fr_auto]'}`}>
      <Field label="When">
        {(ids) => <Select {...ids} label="When" value={condition.happening} options={choices} onValueChange={choose} />}
      </Field>
      {about === null ? (
        <Field label="Topic">
          {(ids) => (
            <Input
              {...ids}
              list="topics-of-project"
              placeholder="orders.paid"
              value={condition.topic}
              onChange={(event) => onChange({ ...condition, topic: event.target.value })}
            />
          )}
        </Field>
      ) : (
        <SubjectField
          about={about}
          value={condition.subject}
          onChange={(subject) => onChange({ ...condition, subject })}
        />
      )}
      <datalist id="topics-of-project">
        {topics.map((topic) => (
          <option key={topic} value={topic} />
        ))}
      </datalist>
      {onRemove === undefined ? null : <IconButton label="Remove condition" icon={<X />} onClick={onRemove} />}
    </div>
  );
}

function SubjectField(props: { about: 'datasets' | 'pipelines'; value: string; onChange: (subject: string) => void }) {
  const subjects = [...useSubjects()].filter(([subject]) => subject.startsWith(`${props.about}/`));
  const label = props.about === 'datasets' ? 'Dataset' : 'Pipeline';
  const options = [
    { value: anything, label: `Any ${label.toLowerCase()}` },
    ...subjects.map(([value, name]) => ({ value, label: name })),
  ];
  return (
    <Field label={label}>
      {(ids) => <Select {...ids} label={label} value={props.value} options={options} onValueChange={props.onChange} />}
    </Field>
  );
}
