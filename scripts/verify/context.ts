import type { OwnProduct } from '../bench/own-product';
import type { Log } from '../log';

export type VerifyContext = {
  /** One seed and few runs where the whole proof takes five and hundreds. */
  short: boolean;
  /** Also `npm test` in the bare clone, cold and warm. */
  withTest: boolean;
  /** Of everything random; printed with the figure, and given by `--seed` to see the same again. */
  seed: number;
  log: Log;
  /** A product on a throw-away data folder, shared by the parts. */
  product(): Promise<OwnProduct>;
};
