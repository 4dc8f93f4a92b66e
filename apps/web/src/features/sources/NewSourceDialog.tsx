'use client';

import { type SourceKind, sourceKinds } from '@millrace/pipeline-core/sources';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { RadioGroup } from '../../ui/RadioGroup';
import { useProject } from '../frame/project-context';
import { SourceForm } from './SourceForm';
import { kindWords, landsIn } from './source-words';

/** Where data comes from by itself: choose the kind, say where, try it, make it. */
export function NewSourceDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [kind, setKind] = useState<SourceKind>('url');
  const [dataset, setDataset] = useState('');
  const datasets = useQuery(trpc.datasets.list.queryOptions({ project: slug }, { enabled: open }));
  const create = useMutation(
    trpc.sources.create.mutationOptions({
      onSuccess: ({ id }) => {
        router.push(`/p/${slug}/data/sources/${id}`);
        return queries.invalidateQueries();
      },
      onError: shownInPlace,
    }),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        create.reset(); // what was refused is not said of the next one
        onOpenChange(next);
      }}
      title="New source"
      description="Data that comes by clock, by event or by hand. Every landing is a batch of the dataset you name."
    >
      <div className="grid gap-4">
        <RadioGroup
          look="cards"
          label="Kind of source"
          value={kind}
          onValueChange={(next) => {
            create.reset();
            setKind(next as SourceKind); // one of the kinds below
          }}
          options={sourceKinds.map((one) => ({ value: one, label: kindWords[one].title, hint: kindWords[one].hint }))}
        />
        <SourceForm
          kind={kind}
          saving={create.isPending}
          error={create.error}
          saveLabel="Make source"
          onSave={(values) => create.mutate({ project: slug, ...values, dataset })}
        >
          <Field label="Lands in the dataset" hint={landsIn(dataset, datasets.data?.datasets)}>
            {(ids) => (
              <>
                <Input
                  {...ids}
                  required
                  maxLength={120}
                  list={`${ids.id}-names`}
                  value={dataset}
                  onChange={(event) => setDataset(event.target.value)}
                />
                <datalist id={`${ids.id}-names`}>
                  {(datasets.data?.datasets ?? []).map(({ id, name }) => (
                    <option key={id} value={name} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
        </SourceForm>
      </div>
    </Dialog>
  );
}
