import { z } from 'zod';
import { artifactHashSchema, runIdSchema } from '../ids';
import { windowShape } from './shapes';

const placeShape = z.enum(['picked', 'before', 'after', 'beside', 'joined', 'apart']);
const stateShape = z.enum(['picked', 'here', 'dropped', 'gone', 'apart', 'lost']);

/** Rows of a port that have to do with the picked row: the first of them, and how many there are. */
export const followedRowsShape = windowShape.pick({ columns: true, rowNumbers: true, parts: true, rows: true }).extend({
  /** Columns that are not shown: a very wide table is cut. */
  columnsLeftOut: z.number().int(),
});
export type FollowedRows = z.output<typeof followedRowsShape>;

export const followedPortShape = z.object({
  /** Names the port within the run. */
  key: z.string(),
  idx: z.number().int(),
  step: z.string(),
  title: z.string(),
  type: z.string(),
  port: z.string(),
  portTitle: z.string(),
  table: artifactHashSchema,
  /**
   * `dropped`: this step left the row out, and `why`. `gone`: a step before did. `apart`: nothing here has to do with it.
   * `lost`: it cannot be followed to here, and `why`.
   */
  state: stateShape,
  /** Where the port stands to the picked one; `joined` tables were brought together with the row. */
  place: placeShape,
  count: z.number().int(),
  /** Rows of it that went into the step; null where none could. */
  came: z.number().int().nullable(),
  why: z.string().nullable(),
  /** The port of the step that dropped or lost it. */
  by: z.string().nullable(),
  /** The port to compare with, and whether row numbers are the same there. */
  against: z.object({ key: z.string(), kept: z.boolean() }).nullable(),
  shown: followedRowsShape.nullable(),
  /** The rows shown as they are at the port to compare with; null where its own `shown` has them all. */
  before: followedRowsShape.nullable(),
});
export type FollowedPort = z.output<typeof followedPortShape>;

/** One row at every port of a run, in the order of the drawing. */
export const followShape = z.object({
  run: runIdSchema,
  number: z.number().int(),
  picked: z.object({ key: z.string(), row: z.number().int() }),
  ports: z.array(followedPortShape),
});
export type FollowShape = z.output<typeof followShape>;
