'use client';

import { useId, useState } from 'react';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { NumberField } from '../../ui/NumberField';
import { useProject } from '../frame/project-context';
import type { MemoryEndpoint } from './memory-endpoint';
import { keyOfText } from './memory-words';
import { useConfigureEndpoint } from './use-configure-endpoint';

const hour = 3600;

/** Asks for the key by which scores are found, and how old they may be. */
export function PrecomputedForm({ endpoint, onDone }: { endpoint: MemoryEndpoint; onDone: () => void }) {
  const { slug } = useProject();
  const configure = useConfigureEndpoint();
  const settings = endpoint.config?.precomputed;
  const form = useId();
  const [text, setText] = useState(settings?.key.join(', ') ?? '');
  const [hours, setHours] = useState<number | null>((settings?.maxAgeSeconds ?? 24 * hour) / hour);
  const key = keyOfText(text);
  const set = (precomputed: { key: string[]; maxAgeSeconds: number } | null) =>
    configure.mutate({ project: slug, endpoint: endpoint.id, precomputed }, { onSuccess: onDone });
  return (
    <form
      id={form}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (hours !== null) set({ key, maxAgeSeconds: Math.round(hours * hour) });
      }}
    >
      <Field
        label="Key"
        hint="The field that names an entity, such as customer_id; several with commas between. Batches must keep it: it stands under Columns that go along when a dataset is scored."
      >
        {(ids) => <Input {...ids} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Field label="Not older than" hint="Counted from when the batch was scored. Older scores answer nobody.">
        {(ids) => (
          <NumberField
            {...ids}
            className="[&_input]:text-left"
            value={hours}
            onValueChange={setHours}
            min={1}
            max={90 * 24}
            unit="hours"
          />
        )}
      </Field>
      <FormActions>
        {settings === undefined ? null : (
          <Button size="lg" disabled={configure.isPending} onClick={() => set(null)}>
            Compute every row again
          </Button>
        )}
        <Button
          type="submit"
          form={form}
          variant="primary"
          size="lg"
          loading={configure.isPending}
          disabled={key.length === 0 || hours === null}
        >
          Answer with scores
        </Button>
      </FormActions>
    </form>
  );
}
