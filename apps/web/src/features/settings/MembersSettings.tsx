'use client';

import type { Role } from '@millrace/pipeline-core/access';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { noValue } from '../../lib/format-number';
import { Card, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { InviteForm } from './InviteForm';
import { MemberRole } from './MemberRole';
import { OpenInvitations } from './OpenInvitations';

type Member = Outputs['members']['list']['members'][number];

/** Who is in the project and what they may do; invitations by link. */
export function MembersSettings() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.members.list.queryOptions({ project: slug }));
  const columns = useMemberColumns();
  return (
    <QueryView query={query}>
      {({ members, invitations }) => (
        <>
          <Card>
            <CardHeader title="Members" aside={`${members.length}`} />
            <Table label="Members" rowHeight={40} rows={members} rowId={({ userId }) => userId} columns={columns} />
          </Card>
          {can('manage') ? <InviteForm /> : null}
          <OpenInvitations invitations={invitations} />
        </>
      )}
    </QueryView>
  );
}

function useMemberColumns(): TableColumn<Member>[] {
  const { can } = useProject();
  const change = useRoleChange();
  return [
    { id: 'name', header: 'Name', wrap: true, cell: (member) => <MemberName member={member} /> },
    { id: 'email', header: 'E-mail', cell: ({ email, commandLine }) => (commandLine ? noValue : email) },
    {
      id: 'role',
      header: 'Role',
      cell: (member) => <MemberRole member={member} onChange={(role) => change(member, role)} />,
    },
    {
      id: 'remove',
      header: '',
      align: 'right',
      cell: (member) =>
        can('manage') ? (
          <ConfirmButton
            size="sm"
            variant="ghost"
            label="Remove"
            aria-label={`Remove ${member.name}`}
            title={`Remove ${member.name} from the project?`}
            description={member.commandLine ? commandLineLeaves : personLeaves}
            actionLabel="Remove"
            onConfirm={() => change(member, 'none')}
          />
        ) : null,
    },
  ];
}

const personLeaves =
  'They lose sight of its data, pipelines and models at once, and their API keys are revoked. What they made stays.';
const commandLineLeaves =
  'Its API keys are revoked; what it made stays. The next command that names this project, such as npm run quickstart, joins it again as an engineer.';

/** Nobody signs in as the command line: what it is has to be said. */
function MemberName({ member: { name, commandLine } }: { member: Member }) {
  return (
    <span className="grid py-1">
      <span className="font-medium">{name}</span>
      {commandLine ? (
        <span className="text-12 text-muted">
          Commands on this machine, such as npm run quickstart; nobody signs in as it
        </span>
      ) : null}
    </span>
  );
}

/** Changes a role. Where it was one's own, the page round this one has other rights afterwards, or is gone. */
function useRoleChange(): (member: Member, role: Role | 'none') => void {
  const { slug, me } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const change = useMutation(
    trpc.members.changeRole.mutationOptions({
      onSuccess: ({ user, role }) => {
        if (user !== me.id) return queries.invalidateQueries({ queryKey: trpc.members.pathKey() });
        if (role === 'none') router.push('/');
        else router.refresh();
        return queries.invalidateQueries();
      },
    }),
  );
  return (member, role) => change.mutate({ project: slug, user: member.userId, role });
}
