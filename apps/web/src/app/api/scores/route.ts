import { z } from 'zod';
import { callerFromSession } from '../../../server/auth/caller';
import { describeError, parseInput } from '../../../server/errors';
import { scoresQuery, sendScores } from '../../../server/scoring/send-scores';
import { enterProject } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

const querySchema = scoresQuery.extend({ project: z.string(), endpoint: z.string().min(1), id: z.uuid() });

/** The scores of a batch, to be saved by somebody who is signed in. */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { project, ...wanted } = parseInput(querySchema, query);
    const caller = await callerFromSession(request.headers);
    const context = await enterProject(caller, { in: 'project', right: 'view', scope: 'read' }, project);
    return await sendScores(context, { ...wanted, signal: request.signal });
  } catch (error) {
    const { status, report } = describeError(error, 'Scores');
    return Response.json({ report }, { status });
  }
}
