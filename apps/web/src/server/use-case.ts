import { getMemberRole, getProjectBySlug } from '@millrace/db';
import {
  actorOfKey,
  holdsRight,
  type KeyScope,
  type Right,
  type Role,
  roleHasRight,
  scopeOfRight,
} from '@millrace/pipeline-core/access';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Caller } from './auth/caller';
import { database } from './database';
import { notFound, Refusal } from './errors';

/** Input of a use case that needs to know nothing but who asks and where. */
export const noInput = z.looseObject({});

/** Where a use case runs: inside a project with a right, for anybody signed in, or for the installation's owner. */
export type Need = { in: 'project'; right: Right; scope: KeyScope } | { in: 'account' } | { in: 'installation' };

export type ProjectContext = {
  caller: Exclude<Caller, { kind: 'nobody' }>;
  /** Name for audit entries and `created_by`. */
  actor: string;
  project: { id: ProjectId; slug: string; name: string };
  role: Role;
  /** Fires when the caller does not wait for the answer any more. */
  signal?: AbortSignal | undefined;
};
export type AccountContext = { caller: Extract<Caller, { kind: 'person' }>; actor: string };

export type ProjectUseCase<Input extends z.ZodObject, Output> = {
  needs: Extract<Need, { in: 'project' }>;
  changes: boolean;
  input: Input;
  run(context: ProjectContext, input: z.output<Input>): Promise<Output>;
};
export type AccountUseCase<Input extends z.ZodObject, Output> = {
  needs: Extract<Need, { in: 'account' | 'installation' }>;
  changes: boolean;
  input: Input;
  run(context: AccountContext, input: z.output<Input>): Promise<Output>;
};

/** Declares a reading use case of a project. */
export function projectQuery<Input extends z.ZodObject, Output>(
  right: Right,
  input: Input,
  run: ProjectUseCase<Input, Output>['run'],
): ProjectUseCase<Input, Output> {
  return { needs: { in: 'project', right, scope: scopeOfRight[right] }, changes: false, input, run };
}

/** Declares a changing use case of a project. */
export function projectAction<Input extends z.ZodObject, Output>(
  right: Right,
  input: Input,
  run: ProjectUseCase<Input, Output>['run'],
): ProjectUseCase<Input, Output> {
  return { needs: { in: 'project', right, scope: scopeOfRight[right] }, changes: true, input, run };
}

/** Declares a use case outside projects; `installation` ones need the installation's owner. */
export function accountUseCase<Input extends z.ZodObject, Output>(
  o: Pick<AccountUseCase<Input, Output>, 'changes' | 'input' | 'run'> & { where: 'account' | 'installation' },
): AccountUseCase<Input, Output> {
  return { needs: { in: o.where }, changes: o.changes, input: o.input, run: o.run };
}

/** The project context of a caller, or a refusal: 401 for nobody, 404 for other people's projects, 403 for a weak role. */
export async function enterProject(
  caller: Caller,
  need: Extract<Need, { in: 'project' }>,
  slug: string,
): Promise<ProjectContext> {
  if (caller.kind === 'nobody') throw new Refusal('unauthorized', 'You are not signed in.', 'Sign in and try again.');
  const project = await getProjectBySlug(database(), slug);
  if (project === null) throw notFound('project');
  const role = await roleIn(caller, project.id);
  if (role === null) throw notFound('project');
  const allowedByScope = caller.kind === 'person' || caller.scopes.includes(need.scope);
  if (!roleHasRight(role, need.right) || !allowedByScope) {
    throw new Refusal(
      'forbidden',
      `This needs the right “${need.right}”, which ${caller.kind === 'key' ? 'this key' : `the role ${role}`} does not have.`,
      'Ask an admin of the project.',
    );
  }
  return { caller, actor: actorOf(caller), project, role };
}

/** What the caller may do beside what the use case declares: some steps of a pipeline need more than the right to run. */
export function mayOf({ caller, role }: ProjectContext): (right: Right) => boolean {
  const holder = caller.kind === 'key' ? { role, scopes: caller.scopes } : { role };
  return (right) => holdsRight(holder, right);
}

async function roleIn(caller: Exclude<Caller, { kind: 'nobody' }>, project: ProjectId): Promise<Role | null> {
  if (caller.kind === 'key') return caller.project === project ? caller.role : null;
  return getMemberRole(database(), { projectId: project, userId: caller.user });
}

/** The account context of a caller. */
export function enterAccount(caller: Caller, where: 'account' | 'installation'): AccountContext {
  if (caller.kind !== 'person') throw new Refusal('unauthorized', 'You are not signed in.', 'Sign in and try again.');
  if (where === 'installation' && !caller.installationAdmin) {
    throw new Refusal('forbidden', 'Only the owner of this installation may do this.', 'Ask the owner.');
  }
  return { caller, actor: actorOf(caller) };
}

function actorOf(caller: Exclude<Caller, { kind: 'nobody' }>): string {
  return caller.kind === 'person' ? caller.user : actorOfKey(caller.key);
}
