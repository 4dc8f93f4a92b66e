/**
 * Options of a query that goes in a request of its own: nothing else waits for its answer, and giving it up ends the
 * request.
 */
export const alone = { context: { alone: true } };

/** Characters of an input, as it is written in an address, that leave room there for the name of the query and for others. */
const mostCharacters = 6_000;

/**
 * Whether a call goes in a request of its own, as a POST: where it wants to, and a query whose input does not fit into an
 * address. A mutation has its input in the body anyway.
 */
export function goesAlone(call: { type: string; input: unknown; context: Record<string, unknown> }): boolean {
  return call.context.alone === true || (call.type === 'query' && isLong(call.input));
}

function isLong(input: unknown): boolean {
  const text = JSON.stringify({ input });
  if (text.length * 9 <= mostCharacters) return false; // no character is written with more
  return encodeURIComponent(text).length > mostCharacters;
}
