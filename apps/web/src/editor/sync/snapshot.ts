import type { History, PipelineDocument } from '@millrace/pipeline-core/document';

export const snapshotStates = ['unsaved', 'saved', 'left'] as const;

/** A copy of the drawing kept in this browser, in case a save never arrives, with what can be undone. */
export type Snapshot = {
  pipeline: string;
  /** The browser tab it was drawn in: survives a reload. A duplicated tab has the name of the first. */
  tab: string;
  /** The opened editor it was drawn in: another after each reload. Its later snapshots hold its earlier edits. */
  sitting: string;
  at: number;
  revision: number;
  /** What the server held under that revision: edits are told from it when they are put on a newer one. */
  base: PipelineDocument;
  document: PipelineDocument;
  history: History;
  /** Whether the server has this document; `left`: it never had, and the person wants nothing back from it. */
  state: (typeof snapshotStates)[number];
};
