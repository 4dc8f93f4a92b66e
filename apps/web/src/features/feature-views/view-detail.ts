import type { Outputs } from '../../client/outputs';

/** Everything the page of a feature view shows. */
export type ViewDetail = Outputs['featureViews']['get'];
