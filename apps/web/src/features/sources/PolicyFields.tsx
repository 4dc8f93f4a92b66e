import type { SourcePolicy } from '@millrace/pipeline-core/sources';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Select } from '../../ui/Select';

const onChangeWords = [
  { value: 'quarantine', label: 'Quarantine: a person decides' },
  { value: 'accept', label: 'Accept' },
  { value: 'stop', label: 'Stop: the run fails, nothing lands' },
];
const onSameWords = [
  { value: 'skip', label: 'Do not land again' },
  { value: 'keep', label: 'Land again, marked' },
];

/** What happens when a landing is not like the one before. */
export function PolicyFields(props: { value: SourcePolicy; onChange: (policy: SourcePolicy) => void }) {
  const { value, onChange } = props;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label="When columns or types change">
        {(ids) => (
          <Select
            {...ids}
            label="When columns or types change"
            value={value.onChange}
            options={onChangeWords}
            onValueChange={(next) => onChange({ ...value, onChange: next as SourcePolicy['onChange'] })} // one of the options
          />
        )}
      </Field>
      <Field label="When the bytes are those of an earlier batch">
        {(ids) => (
          <Select
            {...ids}
            label="When the bytes are those of an earlier batch"
            value={value.onSameBytes}
            options={onSameWords}
            onValueChange={(next) => onChange({ ...value, onSameBytes: next as SourcePolicy['onSameBytes'] })} // as above
          />
        )}
      </Field>
      <Checkbox
        label="Several runs at once; else the next waits"
        checked={value.parallelRuns}
        onCheckedChange={(parallelRuns) => onChange({ ...value, parallelRuns: parallelRuns === true })}
      />
    </div>
  );
}
