import { z } from 'zod';
import { callerFromSession } from '../../../server/auth/caller';
import { describeError, parseInput } from '../../../server/errors';
import { downloadRunFile } from '../../../server/experiments/logged-run';
import { enterProject } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

const querySchema = z.object({ run: z.uuid(), path: z.string().min(1).max(2000) });

/** A file that a program logged, as a download for who is signed in and may see the project. */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const caller = await callerFromSession(request.headers);
    const need = { in: 'project', right: 'view', scope: 'read' } as const;
    const { project } = await enterProject(caller, need, query.get('project') ?? '');
    const { run, path } = parseInput(querySchema, { run: query.get('run'), path: query.get('path') });
    return await downloadRunFile({ projectId: project.id, id: run, path, signal: request.signal });
  } catch (error) {
    const { status, report } = describeError(error, 'Download');
    return Response.json({ report }, { status });
  }
}
