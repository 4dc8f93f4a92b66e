import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { callerFromSession } from '../../../server/auth/caller';
import { describeError, parseInput } from '../../../server/errors';
import { sendMadeFile } from '../../../server/runs/send-made-file';
import { enterProject } from '../../../server/use-case';

export const dynamic = 'force-dynamic';

const querySchema = z.object({ project: z.string(), hash: artifactHashSchema, name: z.string().min(1).max(200) });

/** A file that a step made, to be saved. */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { project, ...wanted } = parseInput(querySchema, query);
    const caller = await callerFromSession(request.headers);
    const context = await enterProject(caller, { in: 'project', right: 'view', scope: 'read' }, project);
    return await sendMadeFile(context.project.id, { ...wanted, signal: request.signal });
  } catch (error) {
    const { status, report } = describeError(error, 'File');
    return Response.json({ report }, { status });
  }
}
