import type { SourcePolicy } from '@millrace/pipeline-core/sources';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Select } from '../../ui/Select';
import { policyWords } from './policy-words';

const { onChange: onChangeWords, onSameBytes: onSameWords } = policyWords;

/** What happens when a landing is not like the one before. */
export function PolicyFields(props: { value: SourcePolicy; onChange: (policy: SourcePolicy) => void }) {
  const { value, onChange } = props;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={onChangeWords.title}>
        {(ids) => (
          <Select
            {...ids}
            label={onChangeWords.title}
            value={value.onChange}
            options={onChangeWords.options}
            onValueChange={(next) => onChange({ ...value, onChange: next as SourcePolicy['onChange'] })} // one of the options
          />
        )}
      </Field>
      <Field label={onSameWords.title}>
        {(ids) => (
          <Select
            {...ids}
            label={onSameWords.title}
            value={value.onSameBytes}
            options={onSameWords.options}
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
