'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';

/** Asks for a name and opens the new project. */
export function NewProjectDialog(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const trpc = useTRPC();
  const id = useId();
  const [name, setName] = useState('');
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: ({ slug }) => {
        props.onOpenChange(false);
        router.push(`/p/${slug}`);
        router.refresh();
      },
      onError: shownInPlace,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name });
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title="New project"
      description="Data, pipelines and models of a project are seen by its members only."
    >
      <form id={id} onSubmit={submit}>
        <Field label="Name" error={create.isError ? reportOf(create.error).message : undefined}>
          {(ids) => (
            <Input
              {...ids}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              maxLength={80}
              autoFocus
            />
          )}
        </Field>
        <FormActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" loading={create.isPending} disabled={name.trim() === ''}>
            Make project
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
