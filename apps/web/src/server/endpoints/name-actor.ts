import { type Db, listApiKeys, listMembers } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { database } from '../database';
import { callerNames } from '../monitoring/caller-names';

/** The names of the members and keys of a project, for lists of what they did. */
export async function actorNames(projectId: ProjectId, db: Db = database()): Promise<(actor: string) => string> {
  const [members, keys] = await Promise.all([listMembers(db, projectId), listApiKeys(db, projectId)]);
  return callerNames({ members, keys });
}

/** The name of one, for a sentence that says who did something. In a transaction, `db` is that one: a second connection might not come. */
export async function nameActor(db: Db, projectId: ProjectId, actor: string): Promise<string> {
  return (await actorNames(projectId, db))(actor);
}

/** "2026-11-27 19:32" */
export function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
