import { z } from 'zod';

const textSchema = z.union([z.string(), z.array(z.string())]);

/** What is read of an output of a cell (nbformat 4): text that was printed, what it showed, or its error. */
const cellOutputSchema = z.looseObject({
  output_type: z.string(),
  name: z.string().optional(),
  text: textSchema.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  traceback: z.array(z.string()).optional(),
});

const cellSchema = z.looseObject({
  cell_type: z.string(),
  source: textSchema,
  execution_count: z.number().nullish(),
  outputs: z.array(cellOutputSchema).optional(),
});
export type NotebookCell = z.output<typeof cellSchema>;

/** A notebook of Jupyter, version 4 of its format: what is not read is kept. */
export const notebookSchema = z.looseObject({
  nbformat: z.literal(4),
  cells: z.array(cellSchema).max(5_000),
});
export type Notebook = z.output<typeof notebookSchema>;

export type ReadNotebook = { ok: true; notebook: Notebook } | { ok: false; why: string };

/** The notebook in a text, or why it is none, as a sentence with the next step. */
export function readNotebook(text: string): ReadNotebook {
  if (text.trim() === '') return { ok: false, why: 'There is no notebook yet. Drop an .ipynb file, or paste one.' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, why: 'This is no notebook: it is not JSON. Drop the .ipynb file itself.' };
  }
  const read = notebookSchema.safeParse(json);
  if (read.success) return { ok: true, notebook: read.data };
  const old = z.object({ nbformat: z.number().max(3) }).safeParse(json);
  if (old.success) return { ok: false, why: 'This notebook has an old format. Open it in Jupyter and save it anew.' };
  return { ok: false, why: 'This is no notebook of Jupyter: it has no cells of format 4. Drop an .ipynb file.' };
}

/** A notebook as a step keeps it: without what its cells once printed and drew. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

/** The text of a cell or an output, which the format keeps whole or by line. */
export function notebookText(text: string | readonly string[] | undefined): string {
  return text === undefined ? '' : typeof text === 'string' ? text : text.join('');
}
