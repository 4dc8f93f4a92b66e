import {
  countRunList,
  describeRunList,
  findRunKeys,
  type GroupedOrder,
  type ListQuery,
  listTrialsOf,
  mostListed,
  orderRunGroups,
  orderRunList,
  readRunList,
} from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import {
  filterTextSchema,
  type ListFilterProblem,
  parseListFilter,
  parseSort,
  resolveListFilter,
  rulesSchema,
} from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';

const filterInput = z.object({ filter: filterTextSchema.default(''), rules: rulesSchema.default({}) });

/** What a filter asks of the runs of a project, or where it is wrong. */
async function readFilter(
  projectId: ProjectId,
  { filter, rules }: z.output<typeof filterInput>,
): Promise<Result<ListQuery, ListFilterProblem>> {
  const written = parseListFilter(filter);
  if (!written.ok) return written;
  const keys = written.value.map(({ key }) => key);
  const known = keys.length === 0 ? noKeys : await findRunKeys(database(), { projectId, keys });
  const clauses = resolveListFilter(written.value, known);
  if (clauses.ok) return ok({ projectId, filter: clauses.value, rules });
  if (keys.every((key) => Object.values(known).some((of) => of.has(key)))) return clauses;
  // Only now, for the sake of the name that was meant, all names there are.
  const all = await describeRunList(database(), { projectId, filter: [], rules: {} });
  const names = (of: readonly { key: string }[]) => new Set(of.map(({ key }) => key));
  const again = resolveListFilter(written.value, {
    metrics: names(all.metrics),
    params: names(all.params),
    tags: names(all.tags),
  });
  return again.ok ? clauses : err(again.error);
}

const noKeys = { metrics: new Set<string>(), params: new Set<string>(), tags: new Set<string>() };

/** Of more rows than this none are put together: to look for seeds among them would hold up the list for seconds. */
const mostFolded = 20_000;

/** Whether rows that differ in their seed alone are looked for in a list of so many. */
export function foldsSeeds({ apart, total }: { apart: boolean; total: number }): boolean {
  return !apart && total <= mostFolded;
}

/**
 * The ids of the rows in their order, or why the filter cannot be used. The order stands until it is asked for again.
 * Unless `apart` is asked for, rows that differ in their seed alone stand together, from place `at` of a group on; `mostFolded` says up to how many rows.
 */
export const orderRunsUseCase = projectQuery(
  'view',
  filterInput.extend({ sort: z.string().max(300).default('-started'), apart: z.boolean().default(false) }),
  async ({ project }, { sort, apart, ...input }) => {
    const read = await readFilter(project.id, input);
    const limits = { most: mostListed, mostFolded };
    if (!read.ok) return { problem: read.error, ids: [], groups: [], total: 0, running: 0, ...limits };
    const query = { ...read.value, sort: parseSort(sort) };
    const count = await countRunList(database(), read.value);
    const order: GroupedOrder = foldsSeeds({ apart, total: count.total })
      ? await orderRunGroups(database(), query)
      : { ids: await orderRunList(database(), query), groups: [] };
    return { problem: null, ...order, ...count, ...limits };
  },
);

/** How many rows there are by now: whether the order that is shown is old. */
export const countRunsUseCase = projectQuery('view', filterInput, async ({ project }, input) => {
  const read = await readFilter(project.id, input);
  return read.ok ? countRunList(database(), read.value) : { total: 0, running: 0 };
});

/** Which parameters, figures and tags the rows have that a filter lets through. */
export const describeRunsUseCase = projectQuery('view', filterInput, async ({ project }, input) => {
  const read = await readFilter(project.id, input);
  return read.ok ? describeRunList(database(), read.value) : { params: [], metrics: [], tags: [] };
});

/** Rows by their ids, at most 200 at once; those that are not of the project are left out. */
export const readRunsUseCase = projectQuery(
  'view',
  z.object({ ids: z.array(z.uuid()).max(200).default([]) }),
  async ({ project }, { ids }) => ({ rows: await readRunList(database(), { projectId: project.id, ids }) }),
);

/** What a search tried before it handed on this candidate, for its kind of model. */
export const listTrialsUseCase = projectQuery('view', z.object({ id: z.uuid() }), async ({ project }, { id }) => ({
  trials: await listTrialsOf(database(), { projectId: project.id, candidateId: id }),
}));
