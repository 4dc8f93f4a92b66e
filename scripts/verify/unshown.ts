import { type Check, notBuilt } from './check';

export type Claim = { claim: string; bar: string };

/** What a part has shown, and in the place of each of its claims that it has not spoken of, that nothing shows it. */
export function fillUnshown(o: { part: string; claims: readonly Claim[]; shown: readonly Check[] }): Check[] {
  const { part, claims, shown } = o;
  const rest = claims.filter(({ claim }) => !shown.some((check) => check.claim === claim));
  return [...shown, ...rest.map((claim) => notBuilt({ part, ...claim }))];
}
