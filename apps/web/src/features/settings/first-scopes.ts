import { type KeyScope, keyScopes } from '@millrace/pipeline-core/access';

/** What a new key may: what the page that led here names in the address, else to read and to ask endpoints. */
export function firstScopes(asked: string | null): readonly KeyScope[] {
  const scope = keyScopes.find((known) => known === asked);
  return scope === undefined ? ['read', 'predict'] : [scope];
}
