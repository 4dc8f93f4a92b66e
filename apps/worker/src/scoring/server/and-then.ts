/**
 * Goes on with a value: at once where it is there, later where it is promised. Most requests are answered within one turn of
 * the event loop, and a promise for each of their steps costs more than the steps.
 */
export function andThen<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
