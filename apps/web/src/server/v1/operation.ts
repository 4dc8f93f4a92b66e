import type { KeyScope, Right } from '@millrace/pipeline-core/access';
import { z } from 'zod';
import type { ProjectContext } from '../use-case';

/** One operation of /api/v1. The router, the rights test and the OpenAPI document all read this table. */
export type Operation = {
  id: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** OpenAPI path with `{name}` segments, below /api/v1. */
  path: string;
  summary: string;
  needs: { in: 'project'; right: Right; scope: KeyScope };
  query?: z.ZodObject;
  body?: z.ZodObject | 'file';
  answer: z.ZodType;
  /** Media types of an answer that is streamed: `run` gives the response itself, and `answer` is not asked. */
  media?: readonly string[];
  status: 200 | 201 | 202;
  /** Address below /api/v1 of what was made, for the header Location. */
  location?(answer: unknown): string;
  run(call: OperationCall): Promise<unknown>;
};

export type OperationCall = {
  context: ProjectContext;
  path: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  request: Request;
};

type Parsed<S extends z.ZodObject | undefined> = S extends z.ZodObject ? z.output<S> : Record<string, never>;

/** Declares an operation with typed query and body; the answer is parsed by its schema before it goes out. */
export function operation<
  Answer extends z.ZodType,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodObject | undefined = undefined,
>(o: {
  id: string;
  method: Operation['method'];
  path: string;
  summary: string;
  needs: Operation['needs'];
  query?: Query;
  body?: Body;
  file?: boolean;
  media?: readonly string[];
  answer: Answer;
  status?: Operation['status'];
  location?(answer: z.output<Answer>): string;
  run(call: {
    context: ProjectContext;
    path: Record<string, string>;
    query: Parsed<Query>;
    body: Parsed<Body>;
    request: Request;
  }): Promise<z.input<Answer>>;
}): Operation {
  const { file, run, status, query, body, location, answer, ...rest } = o;
  return {
    ...rest,
    answer,
    ...(location === undefined ? {} : { location: (given: unknown) => location(answer.parse(given)) }),
    ...(query === undefined ? {} : { query }),
    ...(file === true ? { body: 'file' as const } : body === undefined ? {} : { body }),
    status: status ?? 200,
    // The handler parsed query and body with these very schemas before it calls run.
    run: (call) => run(call as Parameters<typeof run>[0]),
  };
}

/** The answer of an operation that streams. */
export const streamed = z.instanceof(Response);

export const needsView = { in: 'project', right: 'view', scope: 'read' } as const;
export const needsEdit = { in: 'project', right: 'edit', scope: 'run' } as const;
export const needsRun = { in: 'project', right: 'run', scope: 'run' } as const;
export const needsDeploy = { in: 'project', right: 'deploy', scope: 'deploy' } as const;
