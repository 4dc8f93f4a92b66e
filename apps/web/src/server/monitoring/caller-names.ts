import type { ApiKey, ProjectMember } from '@millrace/db';
import { keyOfActor } from '@millrace/pipeline-core/access';

/** Names of callers for people to read; who has left the project, or whose key was deleted, is said to have. */
export function callerNames(o: { members: readonly ProjectMember[]; keys: readonly Pick<ApiKey, 'id' | 'name'>[] }) {
  const people = new Map<string, string>(o.members.map(({ userId, name }) => [userId, name]));
  const keys = new Map(o.keys.map(({ id, name }) => [id, name]));
  return (caller: string): string => {
    const keyId = keyOfActor(caller);
    if (keyId === null) return people.get(caller) ?? 'somebody who has left';
    const name = keys.get(keyId);
    return name === undefined ? 'a deleted key' : `key ${name}`;
  };
}
