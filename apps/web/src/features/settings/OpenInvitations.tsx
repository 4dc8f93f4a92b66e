'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDay } from '../../lib/format-date';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { useProject } from '../frame/project-context';

/** Links that still let somebody in, each with a way to take it back. */
export function OpenInvitations({ invitations }: { invitations: Outputs['members']['list']['invitations'] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const withdraw = useMutation(
    trpc.members.withdrawInvitation.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.members.pathKey() }),
    }),
  );
  if (invitations.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Open invitations" aside={`${invitations.length}`} />
      <CardBody>
        {invitations.map(({ id, email, role, link, expiresAt }) => (
          <div key={id} className="grid items-start gap-2 sm:grid-cols-[minmax(0,1fr)_auto]">
            <CodeBlock
              title={`Send this link to ${email}: it makes one person ${role}, once, until ${formatDay(expiresAt)}`}
              code={link}
            />
            <ConfirmButton
              size="sm"
              variant="ghost"
              label="Withdraw"
              aria-label={`Withdraw the invitation of ${email}`}
              title={`Withdraw the invitation of ${email}?`}
              description="Its link stops working at once. You can invite the same address again."
              actionLabel="Withdraw invitation"
              onConfirm={() => withdraw.mutate({ project: slug, id })}
            />
          </div>
        ))}
      </CardBody>
    </Card>
  );
}
