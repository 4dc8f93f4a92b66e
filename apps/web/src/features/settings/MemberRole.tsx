'use client';

import { type Role, roleHasRight, roleSchema } from '@millrace/pipeline-core/access';
import { useState } from 'react';
import { AlertDialog } from '../../ui/AlertDialog';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { roleOptions, roleWords } from './roles';

/** The role of a member as a menu; giving up one's own right to change it back is asked about first. */
export function MemberRole(props: {
  member: { userId: string; name: string; role: Role };
  onChange: (role: Role) => void;
}) {
  const { member, onChange } = props;
  const { me, can } = useProject();
  const [asked, setAsked] = useState<Role | null>(null);
  if (!can('manage')) return roleWords[member.role];
  const choose = (role: Role) => {
    if (member.userId === me.id && !roleHasRight(role, 'manage')) setAsked(role);
    else onChange(role);
  };
  return (
    <>
      <Select
        label={`Role of ${member.name}`}
        value={member.role}
        options={roleOptions}
        onValueChange={(next) => choose(roleSchema.parse(next))}
      />
      <AlertDialog
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title="Lower your own role?"
        description="You will not manage members and keys any more. Only another admin can give the role back."
        actionLabel="Lower my role"
        cancelLabel="Stay admin"
        onAction={() => {
          if (asked !== null) onChange(asked);
          setAsked(null);
        }}
      />
    </>
  );
}
