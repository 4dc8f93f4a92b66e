import type { PlanExecutor } from './executor';

/** Row-wise steps without constants have no code of their own: the host compiles their plan (apply-plan.ts). */
export const rowWise: PlanExecutor = { kind: 'plan' };
