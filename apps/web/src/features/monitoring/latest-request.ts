import type { Outputs } from '../../client/outputs';

/** A request as it stands in lists: who answered what, or why it was refused. */
export type LatestRequest = Outputs['monitoring']['endpoint']['latest'][number];
