import { addMember, getMemberRole } from '@millrace/db';
import type { Role } from '@millrace/pipeline-core/access';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import { database } from '../database';

/** Adds a person to a project; whoever is in already keeps their role. */
export async function joinProject(o: { projectId: ProjectId; userId: UserId; role: Role }): Promise<void> {
  const present = await getMemberRole(database(), { projectId: o.projectId, userId: o.userId });
  if (present === null) await addMember(database(), o);
}
