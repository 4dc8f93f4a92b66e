const keyPrefix = 'key:';

/** How runs, audit entries and predictions name an API key; a person is named by the id of the account. */
export function actorOfKey(keyId: string): string {
  return `${keyPrefix}${keyId}`;
}

/** The id of the API key behind an actor; null when it is a person. */
export function keyOfActor(actor: string): string | null {
  return actor.startsWith(keyPrefix) ? actor.slice(keyPrefix.length) : null;
}
