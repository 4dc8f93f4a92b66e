import { callerFromSession } from '../../../server/auth/caller';
import { describeError, parseInput } from '../../../server/errors';
import { acceptInputSchema, acceptInvitationFor } from '../../../server/members/accept-invitation';

export const dynamic = 'force-dynamic';

/** Accepts an invitation, with a new account or as the person signed in. */
export async function POST(request: Request): Promise<Response> {
  try {
    const caller = await callerFromSession(request.headers);
    return Response.json(
      await acceptInvitationFor(caller, parseInput(acceptInputSchema, await request.json(), 'body')),
    );
  } catch (error) {
    const { status, report } = describeError(error, 'Invitation');
    return Response.json({ message: report.message, next: report.next }, { status });
  }
}
