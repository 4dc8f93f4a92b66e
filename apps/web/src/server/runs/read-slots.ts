import { queueSlots } from '@millrace/db';
import { database } from '../database';
import { noInput, projectQuery } from '../use-case';

/** Slots by queue of the workers seen in the last half minute; `null` when none was. Says which steps would wait for ever. */
export const readSlotsUseCase = projectQuery('view', noInput, async () => ({
  slots: await queueSlots(database()),
}));
