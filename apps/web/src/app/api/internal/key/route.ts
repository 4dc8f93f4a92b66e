import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { environment } from '../../../../env';
import { describeError, parseInput, Refusal } from '../../../../server/errors';
import { makeCommandLineKey } from '../../../../server/keys/command-line-key';

export const dynamic = 'force-dynamic';

const inputSchema = z.object({ project: z.string().min(1).max(80), make: z.boolean().default(true) });

/** A short-lived key for the command line of this machine, which proves itself with the token in the data folder. */
export async function POST(request: Request): Promise<Response> {
  try {
    const given = Buffer.from(request.headers.get('x-millrace-internal') ?? '');
    const expected = Buffer.from(environment().INTERNAL_TOKEN);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Refusal(
        'unauthorized',
        'The internal token is missing or wrong.',
        'Run the command as the user who started Millrace.',
      );
    }
    const { project, make } = parseInput(inputSchema, await request.json(), 'body');
    return Response.json(await makeCommandLineKey(project, { make }));
  } catch (error) {
    const { status, report } = describeError(error, 'Command line key');
    return Response.json({ message: report.message }, { status });
  }
}
