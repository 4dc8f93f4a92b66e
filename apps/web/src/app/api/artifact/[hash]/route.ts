import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { callerFromSession } from '../../../../server/auth/caller';
import { fileNameSchema } from '../../../../server/datasets/upload-name';
import { describeError, parseInput } from '../../../../server/errors';
import { sendFile } from '../../../../server/files/send-file';
import { enterProject } from '../../../../server/use-case';

export const dynamic = 'force-dynamic';

const querySchema = z.object({ name: fileNameSchema.default('file') });

/** The download of a file that a step made: for whoever may look at the project. */
export async function GET(request: Request, { params }: { params: Promise<{ hash: string }> }): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const { name } = parseInput(querySchema, Object.fromEntries(query));
    const hash = parseInput(artifactHashSchema, (await params).hash);
    const caller = await callerFromSession(request.headers);
    const need = { in: 'project', right: 'view', scope: 'read' } as const;
    const context = await enterProject(caller, need, query.get('project') ?? '');
    return await sendFile(context, { hash, name, signal: request.signal });
  } catch (error) {
    const { status, report } = describeError(error, 'Download');
    return Response.json({ report }, { status });
  }
}
