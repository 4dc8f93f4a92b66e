import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { callerFromSession } from '../../../../server/auth/caller';
import { appRouter } from '../../../../server/router';
import { isOurFault } from '../../../../server/trpc';

export const dynamic = 'force-dynamic';

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: async () => ({ caller: await callerFromSession(request.headers) }),
    onError: ({ error, path }) => {
      if (isOurFault(error)) console.error(`tRPC ${path ?? ''}:`, error.cause ?? error);
    },
  });
}

export { handle as GET, handle as POST };
