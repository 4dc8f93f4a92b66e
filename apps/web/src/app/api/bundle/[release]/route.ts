import { callerFromSession } from '../../../../server/auth/caller';
import { describeError } from '../../../../server/errors';
import { sendBundle } from '../../../../server/models/send-bundle';
import { enterProject } from '../../../../server/use-case';

export const dynamic = 'force-dynamic';

/** The bundle of a release for a page that scores by itself: for whoever is signed in and may look at the project. */
export async function GET(request: Request, { params }: { params: Promise<{ release: string }> }): Promise<Response> {
  try {
    const caller = await callerFromSession(request.headers);
    const need = { in: 'project', right: 'view', scope: 'read' } as const;
    const context = await enterProject(caller, need, new URL(request.url).searchParams.get('project') ?? '');
    return await sendBundle(context, { name: (await params).release, request });
  } catch (error) {
    const { status, report } = describeError(error, 'Bundle');
    return Response.json({ report }, { status });
  }
}
