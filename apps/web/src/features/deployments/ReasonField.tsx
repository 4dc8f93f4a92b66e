import { longestReason } from '@millrace/pipeline-core/release';
import { Field } from '../../ui/Field';
import { Textarea } from '../../ui/Textarea';

/** Why somebody does what the timeline keeps for good. */
export function ReasonField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={props.label} aside="required" hint="A sentence; it stands on the timeline for good.">
      {(ids) => (
        <Textarea
          {...ids}
          rows={2}
          maxLength={longestReason}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
