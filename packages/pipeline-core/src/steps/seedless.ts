import { listContracts } from './catalog';

/**
 * The step types that train models in which chance has no part: they have no seed. Two that were drawn alike are no two
 * seeds of one model.
 */
export const seedlessTypes: ReadonlySet<string> = new Set(
  listContracts()
    .filter(({ trains, params }) => trains !== undefined && !Object.hasOwn(params.shape, 'seed'))
    .map(({ type }) => type),
);
