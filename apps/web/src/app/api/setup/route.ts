import { completeSetup, setupInputSchema } from '../../../server/auth/complete-setup';
import { describeError, parseInput } from '../../../server/errors';

export const dynamic = 'force-dynamic';

/** Uses the one-time set-up link. */
export async function POST(request: Request): Promise<Response> {
  try {
    return Response.json(await completeSetup(parseInput(setupInputSchema, await request.json(), 'body')));
  } catch (error) {
    const { status, report } = describeError(error, 'Set-up');
    return Response.json({ message: report.message, next: report.next }, { status });
  }
}
