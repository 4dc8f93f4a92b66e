import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';

/** The endpoint's name, typed once more before a failed check is overridden. */
export function TypedName(props: { endpoint: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={`Type ${props.endpoint} to override the failed check`}>
      {(ids) => (
        <Input
          {...ids}
          autoComplete="off"
          spellCheck={false}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
