'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import superjson from 'superjson';
// The one place where the browser sees the server: types only.
import type { AppRouter } from '../server/router';
import { type ToastMessage, useToast } from '../ui/Toast';
import { goesAlone } from './goes-alone';
import { failureToast } from './mutation-errors';
import { retryUnlessRefused } from './retry';
import { fetchWithTime } from './server-time';

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** All but subscriptions, whose headers come once for hours. */
const plain = { url: '/api/trpc', transformer: superjson, fetch: fetchWithTime };

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: '/api/trpc', transformer: superjson }),
        false: splitLink({
          condition: goesAlone,
          true: httpLink({ ...plain, methodOverride: 'POST' }),
          false: httpBatchLink({ ...plain, maxURLLength: 8000 }),
        }),
      }),
    ],
  });
}

function makeQueryClient(show: (message: ToastMessage) => void): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: retryUnlessRefused,
      },
      // No change fails in silence; one that shows its error at its place says so by an `onError` of its own.
      mutations: { onError: (error) => show(failureToast(error)) },
    },
  });
}

/** Gives all pages the typed API and its cache. Stands inside the toasts. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const { show } = useToast();
  const [queryClient] = useState(() => makeQueryClient(show));
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
