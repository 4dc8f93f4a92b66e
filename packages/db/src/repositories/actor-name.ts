import { actorOfKey } from '@millrace/pipeline-core/access';
import { sql } from '../raw-query';

type Sql = ReturnType<typeof sql>;

/**
 * SQL: the name of an actor (text) in a project (uuid), as lists of the project tell it: members and keys by name, others as
 * having left or deleted.
 */
export function actorName({ actor, project }: { actor: Sql; project: Sql }): Sql {
  const keys = actorOfKey('');
  return sql`coalesce(
    (select u.name from "user" u join member m on m."userId" = u.id
      where u.id = ${actor} and m."organizationId" = ${project}::text),
    (select 'key ' || k.name from apikey k where ${keys} || k.id = ${actor} and k."referenceId" = ${project}::text),
    case when starts_with(${actor}, ${keys}) then 'a deleted key' else 'somebody who has left' end)`;
}
