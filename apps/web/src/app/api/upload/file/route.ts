import { z } from 'zod';
import { callerFromSession } from '../../../../server/auth/caller';
import { refuseOtherOrigins } from '../../../../server/auth/same-origin';
import { fileNameSchema } from '../../../../server/datasets/upload-name';
import { describeError, parseInput } from '../../../../server/errors';
import { keepFile } from '../../../../server/files/keep-file';
import { enterProject } from '../../../../server/use-case';

export const dynamic = 'force-dynamic';

/** The upload of a setting that asks for a file: the body is the file, kept as it is. */
export async function POST(request: Request): Promise<Response> {
  try {
    refuseOtherOrigins(request);
    const query = new URL(request.url).searchParams;
    const { file } = parseInput(z.object({ file: fileNameSchema }), Object.fromEntries(query));
    const caller = await callerFromSession(request.headers);
    const need = { in: 'project', right: 'edit', scope: 'run' } as const;
    const context = await enterProject(caller, need, query.get('project') ?? '');
    const length = request.headers.get('content-length');
    return Response.json(await keepFile(context, { fileName: file, body: request.body, length }), { status: 201 });
  } catch (error) {
    const { status, report } = describeError(error, 'Upload');
    return Response.json({ report }, { status });
  }
}
