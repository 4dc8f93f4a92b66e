'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDayTime, formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Card, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { NewKeyForm } from './NewKeyForm';

type Key = Outputs['keys']['list']['keys'][number];

const factColumns: readonly TableColumn<Key>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name, commandLine }) => (
      <span className="grid py-1">
        <span className="font-medium">{name}</span>
        {commandLine ? (
          <span className="text-12 text-muted">Made by a command on this machine, such as npm run quickstart</span>
        ) : null}
      </span>
    ),
  },
  { id: 'start', header: 'Begins with', cell: ({ start }) => <code className="font-mono text-12">{start}…</code> },
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
  { id: 'ends', header: 'Expires', cell: ({ expiresAt }) => (expiresAt === null ? 'never' : formatDayTime(expiresAt)) },
];

/** Keys for programs: shown once, kept as a hash, revoked at any time. */
export function KeysSettings() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.keys.list.queryOptions({ project: slug }, { enabled: can('manage') }));
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.keys.pathKey() }),
    }),
  );
  if (!can('manage'))
    return <EmptyState title="Keys are managed by admins" detail="Ask an admin of this project for a key." />;
  const endColumn: TableColumn<Key> = {
    id: 'revoke',
    header: '',
    align: 'right',
    cell: ({ id, name }) => (
      <ConfirmButton
        size="sm"
        variant="danger"
        label="Revoke"
        aria-label={`Revoke ${name}`}
        title={`Revoke the key ${name}?`}
        description="Whatever uses it is refused from now on. A revoked key cannot be brought back."
        actionLabel="Revoke key"
        onConfirm={() => revoke.mutate({ project: slug, id })}
      />
    ),
  };
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
              columns={[...factColumns, endColumn]}
            />
          </Card>
        )}
      </QueryView>
    </>
  );
}
