'use client';

import { type Role, roleSchema } from '@millrace/pipeline-core/access';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { roleOptions } from './roles';

/** Makes a link that lets one person in, once. */
export function InviteForm() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('scientist');
  const invite = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.members.pathKey() }),
      onError: shownInPlace,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ project: slug, email, role });
  };
  return (
    <Card>
      <CardHeader title="Invite" />
      <CardBody>
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
        {invite.isError ? <Notice tone="danger">{reportOf(invite.error).message}</Notice> : null}
        {invite.data === undefined ? null : (
          <p role="status" className="text-13">
            The invitation is made: send its link, which stands below.
          </p>
        )}
      </CardBody>
    </Card>
  );
}
