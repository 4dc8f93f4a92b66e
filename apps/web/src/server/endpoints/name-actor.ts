import { listApiKeys, listMembers } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { callerNames } from '../monitoring/caller-names';

/** The name of a member or key of a project, for a sentence that says who did something. */
export async function nameActor(projectId: ProjectId, actor: string): Promise<string> {
  const [members, keys] = await Promise.all([listMembers(database(), projectId), listApiKeys(database(), projectId)]);
  return callerNames({ members, keys })(actor);
}

/** "2026-11-27 19:32" */
export function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
