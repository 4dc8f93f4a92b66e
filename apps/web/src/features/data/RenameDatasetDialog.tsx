'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { useProject } from '../frame/project-context';

/** Another name for a dataset. Pipelines keep reading it: they know it by its id. */
export function RenameDatasetDialog(props: {
  open: boolean;
  onClose: () => void;
  dataset: { id: string; name: string };
}) {
  const { open, onClose, dataset } = props;
  const id = useId();
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rename = useMutation(
    trpc.datasets.rename.mutationOptions({
      onSuccess: () => {
        onClose();
        return queries.invalidateQueries({ queryKey: trpc.datasets.pathKey() });
      },
      onError: shownInPlace,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    rename.mutate({ project: slug, id: dataset.id, name });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={() => {
        rename.reset();
        onClose();
      }}
      title={`Rename ${dataset.name}`}
      description="Pipelines that read it go on reading it. Files uploaded under the old name start a new dataset."
    >
      <form id={id} onSubmit={submit}>
        <Field label="Name" error={rename.isError ? reportOf(rename.error).message : undefined}>
          {(ids) => <Input {...ids} name="name" defaultValue={dataset.name} required maxLength={120} autoFocus />}
        </Field>
        <FormActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" loading={rename.isPending}>
            Rename
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
