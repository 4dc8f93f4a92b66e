import type { ErrorReport } from '@millrace/pipeline-core/errors';
import type { ArtifactHash, ProjectId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import type { OutsideGrant } from '../../outside/outside-grant';
import type { ArtifactStore } from '../artifact-store';

/** Where an artifact is: a file of the store, or small JSON inline. */
export type FoundArtifact = { kind: string; location: string | null; inline?: Json };

/** Work for a child: `folder` is the only place it may write to. */
export type ChildTask = {
  task: 'land' | 'rows' | 'order' | 'test-source' | 'follow' | 'preview' | TableTask;
  args: Json;
  folder: string;
  seconds: number;
  /** Ends the work: nobody waits for its answer any more. */
  signal?: AbortSignal;
  /** In a process that nobody else uses before or after: the task runs what an author wrote. */
  alone?: boolean;
  /** What taking longer is called, where there are words for it. */
  lateError?: ErrorReport;
};
export type TableTask = 'profile' | 'window' | 'sketch' | 'associate' | 'pair' | 'split';

export type DataServiceOptions = {
  token: string;
  store: ArtifactStore;
  /** Temporary folders of uploads and tasks are made below it; on the disk of the store, so that inputs can be linked. */
  folder: string;
  /** Of this process alone, emptied by it, and on the same disk: kept orders of tables lie there. */
  ordersFolder: string;
  findArtifact(hash: ArtifactHash): Promise<FoundArtifact | null>;
  /** What a source that is tried may reach, with its secret opened; only for installations with an execute role. */
  grant(wanted: { projectId: ProjectId; secret: string | null; place: string }): Promise<OutsideGrant>;
  /** Folders below which sources may watch: what a person is told before one is named. */
  watchRoots: readonly string[];
  /** Runs a task in a locked-down child. */
  runTask(task: ChildTask): Promise<Json>;
  /** Tasks at the same time, each in a process of its own; others wait so long at most. */
  slots?: number;
  waitMs?: number;
  /** Previews at the same time: they come by themselves while people type, and must not hold up what was asked for. */
  previewSlots?: number;
  /** How long a preview goes on whose caller has gone, before it is stopped. */
  previewGraceMs?: number;
  /** Largest upload in bytes. */
  uploadLimit?: number;
};
