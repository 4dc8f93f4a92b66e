'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Field } from '../../ui/Field';
import { Select } from '../../ui/Select';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

const none = '-';

/** Which secret of the project the source uses: by name, for the value is shown to nobody. */
export function SecretField(props: { value: string | null; onChange: (name: string | null) => void; hint: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.secrets.list.queryOptions({ project: slug }));
  const names = (query.data?.secrets ?? []).map(({ name }) => name);
  const all = props.value === null || names.includes(props.value) ? names : [...names, props.value];
  return (
    <Field
      label="Secret"
      hint={
        <>
          {props.hint} {/* A tab of its own: what stands in the form is not lost. */}
          <TextLink href={`/p/${slug}/settings/secrets`} target="_blank">
            Make one in Settings
          </TextLink>
        </>
      }
    >
      {(ids) => (
        <Select
          {...ids}
          label="Secret"
          value={props.value ?? none}
          onValueChange={(name) => props.onChange(name === none ? null : name)}
          options={[{ value: none, label: 'None' }, ...all.map((name) => ({ value: name, label: name }))]}
        />
      )}
    </Field>
  );
}
