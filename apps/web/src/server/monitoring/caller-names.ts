import type { ApiKey, ProjectMember } from '@millrace/db';

/** How predictions name their caller: the id of a person, or `key:` and the id of an API key. */
const keyPrefix = 'key:';

/** Names of callers for people to read; who has left the project, or whose key was deleted, is said to have. */
export function callerNames(o: { members: readonly ProjectMember[]; keys: readonly Pick<ApiKey, 'id' | 'name'>[] }) {
  const people = new Map<string, string>(o.members.map(({ userId, name }) => [userId, name]));
  const keys = new Map(o.keys.map(({ id, name }) => [id, name]));
  return (caller: string): string => {
    if (!caller.startsWith(keyPrefix)) return people.get(caller) ?? 'somebody who has left';
    const name = keys.get(caller.slice(keyPrefix.length));
    return name === undefined ? 'a deleted key' : `key ${name}`;
  };
}
