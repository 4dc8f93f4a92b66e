import { Refusal } from '../errors';

/** An override asks for the name of the endpoint, typed by the person who answers for it. */
export function requireTypedName(typed: string, endpoint: string): void {
  if (typed === endpoint) return;
  throw new Refusal(
    'invalid',
    `“${typed}” is not the name of the endpoint.`,
    `Type ${endpoint} to override the failed check.`,
  );
}
