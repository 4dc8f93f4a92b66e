import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { StepId } from '@millrace/pipeline-core/ids';
import type { PreviewAnswer, PreviewBasis } from '@millrace/pipeline-core/preview';
import type { ChildArtifact, ChildOutput } from '../../child/protocol';
import type { DuckSession } from '../../data/duckdb';
import type { Cut } from '../../data/preview/cut-table';
import type { PreviewTask } from '../../data/preview/preview-task';
import type { Look, Looker } from './look-at';

/** What the task of a preview is given. */
export type PreviewContext = {
  session: DuckSession;
  /** The only place to write to; it goes when the task is answered. */
  folder: string;
  signal: AbortSignal;
  limits: { threads: number; memoryMegabytes: number };
};

/** A step is computed on what was cut, or on whole tables: for the side of a join whose rows are looked up. */
export type Extent = 'cut' | 'whole';

type Notes = Extract<PreviewAnswer, { ok: true }>['notes'];

/**
 * What one step made, and whether of a part of the rows. Of the step to look at `look` is what was chosen while it made
 * them; null where it could leave no column out, and `looker` is to choose.
 */
export type Made = { outputs: ChildOutput[]; isPart: boolean; looker: Looker; look: Look | null };

/** A table that stands for another: some of its rows, or all. */
export type CutTable = { artifacts: ChildArtifact[]; rows: number; of: number; places: number };

/** What is there while a preview is computed. */
export type PreviewWork = PreviewContext & {
  task: PreviewTask;
  cut: Cut;
  /** Fires when it takes too long for a look; `signal` fires then as well. */
  late: AbortSignal;
  /** By step and extent. */
  made: Map<string, Made>;
  /** By the table that was cut. */
  cuts: Map<string, CutTable>;
  notes: (Notes[number] & { extent: Extent })[];
};

/** What steps said, once: a step that was computed in both ways, of the rows that are shown. */
export function notesOf({ notes }: PreviewWork): Notes {
  const cut = new Set(notes.flatMap(({ extent, step }) => (extent === 'cut' ? [step] : [])));
  return notes.flatMap(({ extent, ...note }) => (extent === 'whole' && cut.has(note.step) ? [] : [note]));
}

/** A step stopped with an error of its own. */
export class StepStopped extends Error {
  constructor(
    readonly step: StepId,
    readonly report: ErrorReport,
  ) {
    super(report.message);
    this.name = 'StepStopped';
  }
}

/** On which rows it was computed; null when no table was read yet. */
export function basisOf({ cut, cuts }: PreviewWork): PreviewBasis | null {
  const tables = [...cuts.values()];
  if (tables.length === 0) return null;
  const sum = (count: (table: CutTable) => number) => tables.reduce((total, table) => total + count(table), 0);
  const [rows, of] = [sum((table) => table.rows), sum((table) => table.of)];
  const places = cut.way === 'sample' ? sum((table) => (table.rows < table.of ? table.places : 0)) : 1;
  return { way: rows < of ? cut.way : 'all', rows, of, places: Math.max(1, places) };
}
