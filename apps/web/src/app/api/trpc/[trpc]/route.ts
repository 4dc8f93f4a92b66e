import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { callerFromSession } from '../../../../server/auth/caller';
import { appRouter } from '../../../../server/router';

export const dynamic = 'force-dynamic';

function handle(request: Request): Promise<Response> {
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    allowMethodOverride: true, // a query whose input is too long for an address comes as a POST
    createContext: async () => ({ caller: await callerFromSession(request.headers) }),
  });
}

export { handle as GET, handle as POST };
