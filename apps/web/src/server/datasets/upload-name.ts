import { z } from 'zod';

/** How a landed file and its dataset may be called, whichever way the file comes in. */
export const datasetNameSchema = z.string().trim().min(1, 'Give the dataset a name.').max(120);
export const fileNameSchema = z.string().trim().min(1, 'The file has no name.').max(200);
