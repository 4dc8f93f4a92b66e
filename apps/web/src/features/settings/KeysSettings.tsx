'use client';

import { type KeyScope, keyScopes } from '@millrace/pipeline-core/access';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatDay, formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { Checkbox } from '../../ui/Checkbox';
import { CodeBlock } from '../../ui/CodeBlock';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

const scopeWords: Record<KeyScope, string> = {
  read: 'read data, runs, figures',
  run: 'upload data, draw, run',
  predict: 'ask endpoints',
  deploy: 'deploy candidates',
  admin: 'manage members and keys',
};

/** Keys for programs: shown once, kept as a hash, ended with one click. */
export function KeysSettings() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.keys.list.queryOptions({ project: slug }, { enabled: can('manage') }));
  const revoke = useMutation(trpc.keys.revoke.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  if (!can('manage'))
    return <EmptyState title="Keys are managed by admins" detail="Ask an admin of this project for a key." />;
  return (
    <>
      <NewKeyForm />
      <QueryView query={query}>
        {({ keys }) => (
          <Card>
            <CardHeader title="API keys" aside={`${keys.length}`} />
            <Table
              label="API keys"
              rowHeight={40}
              rows={keys}
              rowId={({ id }) => id}
              empty={<EmptyState title="No key yet" detail="Programs and endpoints' callers need one." />}
              columns={[
                { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
                {
                  id: 'start',
                  header: 'Begins with',
                  cell: ({ start }) => <code className="font-mono text-12">{start}…</code>,
                },
                {
                  id: 'scopes',
                  header: 'May',
                  cell: ({ scopes }) => (
                    <span className="flex gap-1">
                      {scopes.map((scope) => (
                        <Badge key={scope}>{scope}</Badge>
                      ))}
                    </span>
                  ),
                },
                { id: 'made', header: 'Made', cell: ({ createdAt }) => formatRelative(createdAt) },
                {
                  id: 'ends',
                  header: 'Ends',
                  cell: ({ expiresAt }) => (expiresAt === null ? 'never' : formatDay(expiresAt)),
                },
                {
                  id: 'revoke',
                  header: '',
                  align: 'right',
                  cell: ({ id, name }) => (
                    <Button
                      size="sm"
                      variant="danger"
                      aria-label={`End ${name}`}
                      onClick={() => revoke.mutate({ project: slug, id })}
                    >
                      End
                    </Button>
                  ),
                },
              ]}
            />
          </Card>
        )}
      </QueryView>
    </>
  );
}

function NewKeyForm() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['read', 'predict']);
  const create = useMutation(trpc.keys.create.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ project: slug, name, scopes: [...scopes], days: null });
  };
  return (
    <Card className="p-4">
      <CardHeader title="New key" padded />
      <form onSubmit={submit} className="grid gap-3">
        <Field label="Name" hint="What uses it.">
          {(ids) => (
            <Input {...ids} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <fieldset className="grid gap-1">
          <legend className="mb-1 text-12 font-medium text-muted">It may</legend>
          {keyScopes.map((scope) => (
            <Checkbox
              key={scope}
              label={`${scope}: ${scopeWords[scope]}`}
              checked={scopes.includes(scope)}
              onCheckedChange={(checked) =>
                setScopes(checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))
              }
            />
          ))}
        </fieldset>
        <Button
          type="submit"
          variant="primary"
          className="justify-self-start"
          loading={create.isPending}
          disabled={scopes.length === 0}
        >
          Make key
        </Button>
      </form>
      {create.isError ? <Notice tone="danger">{reportOf(create.error).message}</Notice> : null}
      {create.data === undefined ? null : (
        <div className="mt-3">
          <CodeBlock title="Copy it now; it is not shown again" code={create.data.key} />
        </div>
      )}
    </Card>
  );
}
