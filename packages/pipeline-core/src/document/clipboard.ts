import { z } from 'zod';
import type { StepId } from '../ids';
import { edgeIdSchema, stepIdSchema } from '../ids';
import { err, ok, type Result } from '../result';
import type { ParsedOperation } from './operations';
import {
  type Edge,
  edgeSchema,
  noteSchema,
  type PipelineDocument,
  type positionSchema,
  stepSchema,
} from './pipeline-document';

/** Steps as text: what copy puts on the clipboard and people paste into another pipeline or an issue. */
export const clipboardSchema = z.object({
  format: z.literal('millrace/steps'),
  v: z.literal(1),
  steps: z.array(stepSchema).max(2000),
  edges: z.array(edgeSchema).max(10_000),
  notes: z.array(noteSchema).max(2000).default([]),
  /** Edges from steps that were not copied, for "paste with inputs". */
  inputs: z.array(edgeSchema).max(10_000).default([]),
});
export type Clipboard = z.output<typeof clipboardSchema>;

/** The chosen steps and notes with the edges between them. */
export function copySelection(document: PipelineDocument, ids: ReadonlySet<string>): Clipboard {
  const edges = Object.values(document.edges);
  return {
    format: 'millrace/steps',
    v: 1,
    steps: Object.values(document.steps).filter((step) => ids.has(step.id)),
    notes: Object.values(document.notes).filter((note) => ids.has(note.id)),
    edges: edges.filter((edge) => ids.has(edge.from.step) && ids.has(edge.to.step)),
    inputs: edges.filter((edge) => !ids.has(edge.from.step) && ids.has(edge.to.step)),
  };
}

/** Reads clipboard text; the error is a sentence for the person. */
export function parseClipboard(text: string): Result<Clipboard, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err('The clipboard holds no steps: it is not JSON. Copy steps in an editor first.');
  }
  const parsed = clipboardSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const newer = z.object({ format: z.literal('millrace/steps'), v: z.number().int().min(2) }).safeParse(json);
  if (newer.success) return err('These steps were copied from a newer Millrace. Update this one to paste them.');
  return err(
    `The clipboard holds no steps: ${parsed.error.issues[0]?.message ?? 'unknown shape'}. Copy steps in an editor first.`,
  );
}

export type PasteOptions = {
  document: PipelineDocument;
  clipboard: Clipboard;
  /** Where the upper left corner of what is pasted goes. */
  at: z.output<typeof positionSchema>;
  /** Gives a new id at each call; the core has no randomness. */
  newId(): string;
  /** Keep the inputs wired to the steps they came from, where those are in this document. */
  withInputs?: boolean;
};

/** A paste as one operation: new ids, moved to the pointer. `ids` tells which new id stands for which old one. */
export function pasteOperation({ document, clipboard, at, newId, withInputs }: PasteOptions): {
  operation: Extract<ParsedOperation, { op: 'add' }>;
  ids: Map<string, StepId>;
} {
  const things = [...clipboard.steps, ...clipboard.notes];
  const left = Math.min(...things.map((thing) => thing.position.x));
  const top = Math.min(...things.map((thing) => thing.position.y));
  const ids = new Map<string, StepId>(things.map((thing) => [thing.id, stepIdSchema.parse(newId())]));
  const renamed = <T extends { id: StepId; position: { x: number; y: number } }>(thing: T): T => ({
    ...thing,
    id: ids.get(thing.id) ?? thing.id,
    position: { x: thing.position.x - left + at.x, y: thing.position.y - top + at.y },
  });
  const end = (step: StepId) => ids.get(step) ?? step;
  const rewired = (edge: Edge): Edge => ({
    id: edgeIdSchema.parse(newId()),
    from: { ...edge.from, step: end(edge.from.step) },
    to: { ...edge.to, step: end(edge.to.step) },
  });
  const inside = clipboard.edges.filter((edge) => ids.has(edge.from.step) && ids.has(edge.to.step));
  const outer =
    withInputs === true
      ? clipboard.inputs.filter((edge) => document.steps[edge.from.step] !== undefined && ids.has(edge.to.step))
      : [];
  const operation = {
    op: 'add' as const,
    steps: clipboard.steps.map(renamed),
    notes: clipboard.notes.map(renamed),
    edges: [...inside, ...outer].map(rewired),
    replaces: [],
  };
  return { operation, ids };
}

/** Step types on the clipboard that this version does not have: the dry run before a paste. */
export function missingStepTypes(clipboard: Clipboard, isKnown: (type: string) => boolean): string[] {
  return [...new Set(clipboard.steps.map((step) => step.type))].filter((type) => !isKnown(type));
}
