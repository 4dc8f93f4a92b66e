import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../server/router';

/** What each procedure answers, for the props of components. */
export type Outputs = inferRouterOutputs<AppRouter>;
