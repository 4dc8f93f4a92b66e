import { type CardTextRow, listCardHistory, listMembers, saveCardText } from '@millrace/db';
import { keyOfActor } from '@millrace/pipeline-core/access';
import { cardFieldFacts, cardFieldSchema, cardTextSchema } from '@millrace/pipeline-core/card';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { projectAction, projectQuery } from '../use-case';
import { findVersion, versionOfSchema } from './find-version';

/** Every text that a card ever had, newest first, with the names of who wrote. */
export const cardHistoryUseCase = projectQuery('view', z.object({ of: versionOfSchema }), async (context, { of }) => {
  const { modelHash } = await findVersion(context, of);
  const projectId = context.project.id;
  const [history, members] = await Promise.all([
    listCardHistory(database(), { projectId, modelHash }),
    listMembers(database(), projectId),
  ]);
  const names = new Map<string, string>(members.map(({ userId, name }) => [userId, name]));
  const nameOf = ({ actor }: CardTextRow) =>
    keyOfActor(actor) === null ? (names.get(actor) ?? 'a former member') : 'an API key';
  return { history: history.map((row) => ({ ...row, actorName: nameOf(row) })) };
});

/** Saves one field of a card. `after`: the number of the text that was seen, 0 when there was none. */
export const saveCardTextUseCase = projectAction(
  'edit',
  z.object({ of: versionOfSchema, field: cardFieldSchema, text: cardTextSchema, after: z.number().int().min(0) }),
  async (context, { of, field, text, after }) => {
    const { modelHash } = await findVersion(context, of);
    const own = { projectId: context.project.id, modelHash, actor: context.actor };
    const saved = await saveCardText(database(), { ...own, field, text, after });
    if (saved === null) {
      throw new Refusal(
        'conflict',
        `Somebody has changed “${cardFieldFacts[field].title}” since you opened it.`,
        'Your text is still in the field: read the new one in the history, then save again.',
      );
    }
    return { saved };
  },
);
