import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where the tests are that take longest, first: at the end many short ones fill all processes alike. */
const places = ['apps/worker/', 'scripts/', 'apps/web/', 'packages/db/', 'packages/pipeline-core/'];

/**
 * Files of a project one after the other, since a process that keeps what it has loaded goes on to the next file only when
 * that is of the same project; within a project by place. Within a place the order is vitest's: the longest first where an
 * earlier run has told, else the largest.
 */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return inOrder(
      await super.sort(files),
      this.ctx.projects.map(({ name }) => name),
    );
  }
}

/** Files by their project, then by their place, and of each place in the order given. */
export function inOrder<T extends { moduleId: string; project: { name: string } }>(
  files: T[],
  projects: readonly string[],
): T[] {
  const placeOf = ({ moduleId }: T) => places.findIndex((place) => moduleId.includes(`/${place}`));
  return files.toSorted(
    (one, other) =>
      projects.indexOf(one.project.name) - projects.indexOf(other.project.name) || placeOf(one) - placeOf(other),
  );
}
