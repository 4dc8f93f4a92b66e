'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Secret = Outputs['secrets']['list']['secrets'][number];

const factColumns: readonly TableColumn<Secret>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
  {
    id: 'used',
    header: 'Used by',
    wrap: true,
    cell: ({ usedBy }) => (usedBy.length === 0 ? 'nothing' : usedBy.map(({ name }) => name).join(', ')),
  },
  { id: 'set', header: 'Set', cell: ({ updatedAt }) => formatRelative(updatedAt) },
];

/** Credentials of sources: by name, sealed, shown to nobody. */
export function SecretsSettings() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.secrets.list.queryOptions({ project: slug }));
  const remove = useMutation(
    trpc.secrets.delete.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.secrets.pathKey() }),
    }),
  );
  const endColumn: TableColumn<Secret> = {
    id: 'delete',
    header: '',
    align: 'right',
    cell: ({ name, usedBy }) => (
      <ConfirmButton
        size="sm"
        variant="danger"
        label="Delete"
        aria-label={`Delete ${name}`}
        title={`Delete the secret ${name}?`}
        description={
          usedBy.length === 0
            ? 'Nothing uses it.'
            : `These cannot be read any more: ${usedBy.map((one) => one.name).join(', ')}.`
        }
        actionLabel="Delete secret"
        onConfirm={() => remove.mutate({ project: slug, name })}
      />
    ),
  };
  return (
    <>
      {can('manage') ? <SetSecretForm /> : null}
      <QueryView query={query}>
        {({ secrets }) => (
          <Card>
            <CardHeader title="Secrets" aside={`${secrets.length}`} />
            <Table
              label="Secrets"
              rowHeight={40}
              rows={secrets}
              rowId={({ name }) => name}
              empty={
                <EmptyState
                  title="No secret yet"
                  detail="Sources that ask for a password or a token use one by its name. Admins set them."
                />
              }
              columns={can('manage') ? [...factColumns, endColumn] : factColumns}
            />
          </Card>
        )}
      </QueryView>
    </>
  );
}

function SetSecretForm() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const set = useMutation(
    trpc.secrets.set.mutationOptions({
      onSuccess: () => {
        setName('');
        setValue('');
        return queries.invalidateQueries({ queryKey: trpc.secrets.pathKey() });
      },
      onError: shownInPlace,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ project: slug, name, value });
  };
  return (
    <Card>
      <CardHeader title="Set a secret" />
      <CardBody>
        <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-start">
          <Field label="Name" hint="The name of one that is there replaces it.">
            {(ids) => (
              <Input
                {...ids}
                required
                maxLength={60}
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label="Value" hint="Sealed at once; nobody sees it again.">
            {(ids) => (
              <Input
                {...ids}
                required
                type="password"
                autoComplete="new-password"
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" className="sm:mt-[21px]" loading={set.isPending}>
            Set secret
          </Button>
        </form>
        {set.isError ? <Notice tone="danger">{reportOf(set.error).message}</Notice> : null}
        {set.data === undefined ? null : (
          <Notice>{`“${set.data.name}” is ${set.data.created ? 'set' : 'replaced'}.`}</Notice>
        )}
      </CardBody>
    </Card>
  );
}
