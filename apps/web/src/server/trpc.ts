import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { z } from 'zod';
import type { Caller } from './auth/caller';
import { describeError, inputError, parseInput, Refusal } from './errors';
import {
  type AccountUseCase,
  enterAccount,
  enterProject,
  type Need,
  type ProjectContext,
  type ProjectUseCase,
} from './use-case';

export type RequestContext = { caller: Caller };

type ProjectNeed = Extract<Need, { in: 'project' }>;
type AccountNeed = Exclude<Need, ProjectNeed>;

const t = initTRPC
  .context<RequestContext>()
  .meta<{ needs: Need }>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => {
      const { report } = describeError(error.cause ?? ownRefusal(error), 'This request');
      return { ...shape, message: report.message, data: { ...shape.data, report, stack: undefined } };
    },
  });

export const router = t.router;
export const createCaller = t.createCallerFactory;

const codes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  499: 'CLIENT_CLOSED_REQUEST',
  503: 'SERVICE_UNAVAILABLE',
} as const;

/** Any thrown value as a tRPC error with the right status; the formatter adds the report. */
export function toTrpcError(error: unknown): TRPCError {
  if (error instanceof TRPCError) return error;
  const { status, report } = describeError(error, 'This request');
  const code = status in codes ? codes[status as keyof typeof codes] : 'INTERNAL_SERVER_ERROR'; // membership checked
  return new TRPCError({ code, message: report.message, cause: error });
}

/** What tRPC itself refuses (no such procedure, a body that is no JSON) is the caller's to mend. */
function ownRefusal(error: TRPCError): Error {
  if (error.code === 'INTERNAL_SERVER_ERROR') return error;
  return new Refusal(error.code === 'NOT_FOUND' ? 'not-found' : 'invalid', error.message, 'Reload the page.');
}

const projectInput = z.object({ project: z.string().min(1) });

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toTrpcError(error);
  }
}

/** tRPC reads the input before a use case does: what does not fit is answered as such, not as an error of ours. */
const readsInput = t.middleware(async ({ next, type }) => {
  const result = await next();
  const cause = result.ok || result.error.code !== 'BAD_REQUEST' ? undefined : result.error.cause;
  if (cause instanceof z.ZodError) throw toTrpcError(inputError(cause, type === 'mutation' ? 'body' : 'address'));
  return result;
});

/** Enters the project named in the raw input, so that rights are checked before anything else of the input is looked at. */
function projectProcedure(needs: ProjectNeed) {
  return t.procedure
    .meta({ needs })
    .use(readsInput)
    .use(async ({ ctx, getRawInput, next }) => {
      const named = projectInput.safeParse(await getRawInput());
      const slug = named.success ? named.data.project : '';
      return next({ ctx: { inside: await guarded(() => enterProject(ctx.caller, needs, slug)) } });
    });
}

/** As above for what is outside projects. */
function accountProcedure(needs: AccountNeed) {
  return t.procedure
    .meta({ needs })
    .use(readsInput)
    .use(({ ctx, next }) => guarded(() => next({ ctx: { account: enterAccount(ctx.caller, needs.in) } })));
}

/** A project use case as a tRPC query; the input gains `project` (its slug). */
export function query<Input extends z.ZodObject, Output>(useCase: ProjectUseCase<Input, Output>) {
  return projectProcedure(useCase.needs)
    .input(projectInput.and(useCase.input))
    .query(({ ctx, input, signal }) =>
      guarded(async () => useCase.run({ ...ctx.inside, signal }, parseInput(useCase.input, input))),
    );
}

/** A project use case as a tRPC mutation. */
export function mutation<Input extends z.ZodObject, Output>(useCase: ProjectUseCase<Input, Output>) {
  return projectProcedure(useCase.needs)
    .input(projectInput.and(useCase.input))
    .mutation(({ ctx, input }) =>
      guarded(async () => useCase.run(ctx.inside, parseInput(useCase.input, input, 'body'))),
    );
}

/** A use case outside projects as a query. */
export function accountQuery<Input extends z.ZodObject, Output>(useCase: AccountUseCase<Input, Output>) {
  return accountProcedure(useCase.needs)
    .input(useCase.input)
    .query(({ ctx, input }) => guarded(async () => useCase.run(ctx.account, parseInput(useCase.input, input))));
}

/** A use case outside projects as a mutation. */
export function accountMutation<Input extends z.ZodObject, Output>(useCase: AccountUseCase<Input, Output>) {
  return accountProcedure(useCase.needs)
    .input(useCase.input)
    .mutation(({ ctx, input }) =>
      guarded(async () => useCase.run(ctx.account, parseInput(useCase.input, input, 'body'))),
    );
}

/** A live stream inside a project: entered once, then the generator runs until the browser leaves. */
export function stream<Input extends z.ZodObject, Event>(useCase: {
  needs: ProjectNeed;
  input: Input;
  run(context: ProjectContext, input: z.output<Input>, signal: AbortSignal): AsyncGenerator<Event>;
}) {
  return projectProcedure(useCase.needs)
    .input(projectInput.and(useCase.input))
    .subscription(async function* ({ ctx, input, signal }) {
      try {
        yield* useCase.run(ctx.inside, parseInput(useCase.input, input), signal ?? new AbortController().signal);
      } catch (error) {
        throw toTrpcError(error);
      }
    });
}
