import { z } from 'zod';
import { edgeIdSchema, stepIdSchema } from '../ids';
import { jsonSchema } from '../json';
import { ignoredIssueSchema } from './ignored-issue';
import { edgeSchema, noteSchema, positionSchema, stepSchema } from './pipeline-document';

/** One user intent as data. Steps and notes share one space of ids. */
export const operationSchema = z.discriminatedUnion('op', [
  /** Adds steps with the edges between and to them; a paste or an insert on an edge is one operation too. */
  z.object({
    op: z.literal('add'),
    steps: z.array(stepSchema).default([]),
    edges: z.array(edgeSchema).default([]),
    notes: z.array(noteSchema).default([]),
    /** Edges that give way, as when a step is dropped on one. */
    replaces: z.array(edgeIdSchema).default([]),
  }),
  /** Removes steps (with their edges), notes and edges. `heal` connects what was before a removed step with what was behind it. */
  z.object({
    op: z.literal('remove'),
    steps: z.array(stepIdSchema).default([]),
    edges: z.array(edgeIdSchema).default([]),
    notes: z.array(stepIdSchema).default([]),
    heal: z.array(edgeSchema).default([]),
  }),
  z.object({ op: z.literal('move'), positions: z.record(z.string(), positionSchema) }),
  z.object({ op: z.literal('rename'), step: stepIdSchema, title: z.string().max(120) }),
  /** Sets the named parameters; the others stay. `replace` drops what is not named. */
  z.object({
    op: z.literal('set-params'),
    step: stepIdSchema,
    params: z.record(z.string(), jsonSchema),
    replace: z.boolean().default(false),
  }),
  z.object({ op: z.literal('set-disabled'), steps: z.array(stepIdSchema).min(1), disabled: z.boolean() }),
  /** Draws an edge; `replaces` are the edges that give way at an input for one line. */
  z.object({ op: z.literal('connect'), edge: edgeSchema, replaces: z.array(edgeIdSchema).default([]) }),
  z.object({ op: z.literal('edit-note'), note: stepIdSchema, change: noteSchema.omit({ id: true }).partial() }),
  z.object({ op: z.literal('set-seed'), seed: z.int() }),
  /** Leaves a finding as it is, with the reason. */
  z.object({ op: z.literal('ignore-issue'), issue: ignoredIssueSchema }),
  /** Shows an ignored finding again; `key` is its `ignoredKey`. */
  z.object({ op: z.literal('heed-issue'), key: z.string() }),
]);
export type Operation = z.input<typeof operationSchema>;
export type ParsedOperation = z.output<typeof operationSchema>;

/** What undo says it takes back: "Undo move of 3 steps". */
export function describeOperation(operation: Operation): string {
  switch (operation.op) {
    case 'add':
      return `add ${things(operation.steps?.length ?? 0, operation.notes?.length ?? 0)}`;
    case 'remove':
      return `delete ${things(operation.steps?.length ?? 0, operation.notes?.length ?? 0, operation.edges?.length ?? 0)}`;
    case 'move':
      return `move ${things(Object.keys(operation.positions).length)}`;
    case 'rename':
      return 'rename';
    case 'set-params':
      return `settings (${Object.keys(operation.params).join(', ')})`;
    case 'set-disabled':
      return operation.disabled ? 'disable' : 'enable';
    case 'connect':
      return 'connect';
    case 'edit-note':
      return 'edit note';
    case 'set-seed':
      return 'seed';
    case 'ignore-issue':
      return 'ignore problem';
    case 'heed-issue':
      return 'show problem again';
    default:
      return operation satisfies never;
  }
}

function things(steps: number, notes = 0, edges = 0): string {
  const parts = [
    [steps, 'step'],
    [notes, 'note'],
    [edges, 'connection'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`);
  return words.length === 0 ? 'nothing' : words.join(', ');
}
