import { z } from 'zod';

/** Columns of a wide table that somebody chose: few enough for the address of a question. */
export const chosenColumnsSchema = z.array(z.string().min(1).max(400)).min(1).max(60);
