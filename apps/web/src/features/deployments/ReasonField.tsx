import { longestReason, shortestReason } from '@millrace/pipeline-core/release';
import { Field } from '../../ui/Field';
import { Textarea } from '../../ui/Textarea';

type ReasonFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** It may be left out. */
  optional?: boolean;
};

/** Why somebody does what the timeline keeps for good. */
export function ReasonField({ label, value, onChange, optional = false }: ReasonFieldProps) {
  return (
    <Field
      label={label}
      aside={optional ? 'optional' : 'required'}
      hint={`A sentence of ${shortestReason} characters or more; it stands on the timeline for good.`}
    >
      {(ids) => (
        <Textarea
          {...ids}
          rows={2}
          maxLength={longestReason}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
