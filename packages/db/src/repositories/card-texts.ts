import { type CardField, type CardTexts, textsOfVersion } from '@millrace/pipeline-core/card';
import { type ArtifactHash, artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { type CardTextRow, cardTextRowSchema } from '../mappers/model-row';
import { storableText } from '../protocol/storable-json';
import { queryRow, queryRows, sql } from '../raw-query';

const columns = sql`model_hash as "modelHash", field, number, text, actor, created_at as "createdAt"`;

/** The newest text of each field that was ever saved for these models; an empty one was taken away. */
export async function listCardTexts(
  db: Db,
  o: { projectId: ProjectId; modelHashes: readonly ArtifactHash[] },
): Promise<CardTextRow[]> {
  return queryRows(
    db,
    cardTextRowSchema,
    sql`select distinct on (model_hash, field) ${columns} from model_card_text
        where project_id = ${o.projectId}::uuid and model_hash = any(${[...o.modelHashes]}::text[])
        order by model_hash, field, number desc`,
  );
}

/** All texts that a model's card ever had, newest first; 200 at most. */
export async function listCardHistory(
  db: Db,
  o: { projectId: ProjectId; modelHash: ArtifactHash },
): Promise<CardTextRow[]> {
  return queryRows(
    db,
    cardTextRowSchema,
    sql`select ${columns} from model_card_text
        where project_id = ${o.projectId}::uuid and model_hash = ${o.modelHash}
        order by created_at desc, field, number desc limit 200`,
  );
}

/**
 * Saves a text behind the one that was seen (`after`, its number; 0: none). Null when somebody has saved another since:
 * nothing is written then.
 */
export async function saveCardText(
  db: Db,
  o: {
    projectId: ProjectId;
    modelHash: ArtifactHash;
    field: CardField;
    text: string;
    actor: string;
    after: number;
  },
): Promise<CardTextRow | null> {
  const { projectId, modelHash, field, text, actor, after } = o;
  return queryRow(
    db,
    cardTextRowSchema,
    sql`insert into model_card_text (project_id, model_hash, field, number, text, actor)
        select ${projectId}::uuid, ${modelHash}, ${field}, ${after}::int + 1, ${storableText(text)}, ${actor}
        where ${after}::int = (select coalesce(max(number), 0) from model_card_text
          where project_id = ${projectId}::uuid and model_hash = ${modelHash} and field = ${field})
        on conflict do nothing
        returning ${columns}`,
  );
}

const earlierSchema = z.object({ number: z.number().int(), modelHash: artifactHashSchema });

/**
 * What people wrote on the card of a model, with what carries over from earlier versions under the same name: of all of
 * them, or of those before `before`. No `name`: it is not registered, and nothing carries over.
 */
export async function readCardTexts(
  db: Db,
  o: { projectId: ProjectId; modelHash: ArtifactHash; name: string | null; before: number | null },
): Promise<CardTexts> {
  const { projectId, modelHash, name, before } = o;
  const earlier =
    name === null
      ? []
      : await queryRows(
          db,
          earlierSchema,
          sql`select r.number, r.model_hash as "modelHash" from release r join model m on m.id = r.model_id
              where m.project_id = ${projectId}::uuid and m.name = ${name}
                and (${before}::int is null or r.number < ${before}::int)
              order by r.number desc`,
        );
  const texts = await listCardTexts(db, {
    projectId,
    modelHashes: [modelHash, ...earlier.map((release) => release.modelHash)],
  });
  const of = (hash: ArtifactHash) => texts.filter((row) => row.modelHash === hash);
  const versions = earlier.map((release) => ({ version: release.number, texts: of(release.modelHash) }));
  return textsOfVersion([{ version: before, texts: of(modelHash) }, ...versions]);
}
