import type { ChangingView } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Logger } from '../../logger';

export const viewName = ({ projectId, name }: { projectId: ProjectId; name: string }): string => `${projectId} ${name}`;

/**
 * A view takes more memory than there is for it, after so many of its entities. `beside`: only while another is read, which
 * may not fit either.
 */
export class ViewTooLarge extends Error {
  override readonly name = 'ViewTooLarge';
  constructor(
    readonly facts: ChangingView,
    readonly seen: { entities: number; beside: boolean },
  ) {
    super(`The view ${facts.name} does not fit.`);
  }
}

export type UnheldView = { id: string; projectId: ProjectId; name: string; why: string };

/** Reading a view until it does not fit beside those that are held is a lot of work: it is tried again after so long. */
const againMs = 5 * 60_000;

/** Views that did not fit into memory, and what is said of them. */
export function createUnheldViews(o: { logger: Logger; now: () => number; mostBytes: number }) {
  const views = new Map<string, UnheldView & { again: number }>();
  return {
    note({ facts: { id, projectId, name }, seen: { entities, beside } }: ViewTooLarge): void {
      const limit = Math.floor(o.mostBytes / 2 ** 20).toLocaleString('en');
      const why = `The feature view ${name} is not in memory: with ${entities.toLocaleString('en')} of its entities all views of this process take more than ${limit} MB. Publish fewer entities or features, delete views that nobody reads, or start with a larger NODE_OPTIONS=--max-old-space-size, of which half is for features.`;
      o.logger.error({ view: name, entities }, why);
      views.set(id, { id, projectId, name, why, again: beside ? 0 : o.now() + againMs });
    },
    forget: (id: string): void => void views.delete(id),
    /** Whether it is too early to try a view again. */
    waits(id: string): boolean {
      const view = views.get(id);
      return view !== undefined && o.now() < view.again;
    },
    why(projectId: ProjectId, name: string): string | null {
      for (const view of views.values()) if (viewName(view) === viewName({ projectId, name })) return view.why;
      return null;
    },
    all: (): UnheldView[] => [...views.values()],
  };
}
