/**
 * `no-room`: they take more memory than there is. `unfit`: they are no answers by this key. `damaged`: the file is not what
 * was stored.
 */
export type WhyUnusable = 'no-room' | 'unfit' | 'damaged';

/** These scores cannot be held; the message says why. */
export class ScoresUnusable extends Error {
  override name = 'ScoresUnusable';

  constructor(
    readonly why: WhyUnusable,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
