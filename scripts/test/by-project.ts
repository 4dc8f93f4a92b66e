import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of a project one after the other: a process that keeps what it has loaded goes on to the next file only when that is
 * of the same project. Within a project the order is vitest's: the longest first where an earlier run has told, else the largest.
 */
export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return inProjects(
      await super.sort(files),
      this.ctx.projects.map(({ name }) => name),
    );
  }
}

/** Files in the order of their projects, and of each project in the order given. */
export function inProjects<T extends { project: { name: string } }>(files: T[], names: readonly string[]): T[] {
  return files.toSorted((one, other) => names.indexOf(one.project.name) - names.indexOf(other.project.name));
}
