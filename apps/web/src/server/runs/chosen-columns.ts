import { z } from 'zod';

/** Columns of a wide table that somebody chose: few enough to be looked at in one go. */
export const chosenColumnsSchema = z.array(z.string().min(1).max(400)).min(1).max(60);
