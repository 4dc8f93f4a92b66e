import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of a project one after the other: a process that keeps what it has loaded goes on to the next file only when that is
 * of the same project. Within a project the order is vitest's, the longest first.
 */
export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const names = this.ctx.projects.map(({ name }) => name);
    return sorted.toSorted((one, other) => names.indexOf(one.project.name) - names.indexOf(other.project.name));
  }
}
