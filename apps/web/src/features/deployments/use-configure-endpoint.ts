import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';

/** Changes the settings of an endpoint; what was not said stays. */
export function useConfigureEndpoint() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.endpoints.configure.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.endpoints.pathKey() }),
    }),
  );
}
