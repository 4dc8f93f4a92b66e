'use client';

import { type Role, roleSchema, roles } from '@millrace/pipeline-core/access';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatDay } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { Table } from '../../ui/Table';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

const roleWords: Record<Role, string> = {
  viewer: 'Viewer: reads dashboards',
  scientist: 'Scientist: draws and runs',
  engineer: 'Engineer: deploys',
  admin: 'Admin: members and keys',
};
const roleOptions = roles.map((role) => ({ value: role, label: roleWords[role] }));

/** Who is in the project and what they may do; invitations by link. */
export function MembersSettings() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const query = useQuery(trpc.members.list.queryOptions({ project: slug }));
  const change = useMutation(
    trpc.members.changeRole.mutationOptions({
      onSuccess: () => queries.invalidateQueries(),
      onError: (error) => show({ title: reportOf(error).message, detail: reportOf(error).next, tone: 'danger' }),
    }),
  );
  return (
    <QueryView query={query}>
      {({ members, invitations }) => (
        <>
          <Card>
            <CardHeader title="Members" aside={`${members.length}`} />
            <Table
              label="Members"
              rowHeight={40}
              rows={members}
              rowId={({ userId }) => userId}
              columns={[
                { id: 'name', header: 'Name', cell: ({ name }) => <span className="font-medium">{name}</span> },
                { id: 'email', header: 'E-mail', cell: ({ email }) => email },
                {
                  id: 'role',
                  header: 'Role',
                  cell: ({ userId, role }) =>
                    can('manage') ? (
                      <Select
                        label={`Role of ${userId}`}
                        value={role}
                        options={roleOptions}
                        onValueChange={(next) =>
                          change.mutate({ project: slug, user: userId, role: roleSchema.parse(next) })
                        }
                      />
                    ) : (
                      roleWords[role]
                    ),
                },
                {
                  id: 'remove',
                  header: '',
                  align: 'right',
                  cell: ({ userId, name }) =>
                    can('manage') ? (
                      <Button
                        size="sm"
                        variant="ghost"
                        aria-label={`Take ${name} out`}
                        onClick={() => change.mutate({ project: slug, user: userId, role: 'none' })}
                      >
                        Take out
                      </Button>
                    ) : null,
                },
              ]}
            />
          </Card>
          {can('manage') ? <InviteForm /> : null}
          {invitations.length === 0 ? null : (
            <Card className="grid gap-3 p-4">
              <CardHeader title="Open invitations" padded />
              {invitations.map(({ id, email, role, link, expiresAt }) => (
                <CodeBlock key={id} title={`${email}, ${role}, until ${formatDay(expiresAt)}`} code={link} />
              ))}
            </Card>
          )}
        </>
      )}
    </QueryView>
  );
}

function InviteForm() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('scientist');
  const invite = useMutation(trpc.members.invite.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ project: slug, email, role });
  };
  return (
    <Card className="p-4">
      <CardHeader title="Invite" padded />
      <form onSubmit={submit} className="grid items-end gap-3 sm:grid-cols-[1fr_240px_auto]">
        <Field label="E-mail">
          {(ids) => (
            <Input {...ids} type="email" required value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
        <Field label="Role">
          {(ids) => (
            <Select
              {...ids}
              label="Role"
              value={role}
              options={roleOptions}
              onValueChange={(next) => setRole(roleSchema.parse(next))}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" loading={invite.isPending}>
          Make invitation link
        </Button>
      </form>
      {invite.isError ? (
        <Notice tone="danger" className="mt-3">
          {reportOf(invite.error).message}
        </Notice>
      ) : null}
      {invite.data === undefined ? null : (
        <div className="mt-3">
          <CodeBlock title="Send this link; it works once, for seven days" code={invite.data.link} />
        </div>
      )}
    </Card>
  );
}
