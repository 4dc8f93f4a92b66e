type Answer = { endpoint: string; sandbox: boolean; number: number };

/** Where a release answers: "v2 at churn (sandbox)". */
export function answerText({ endpoint, sandbox, number }: Answer): string {
  return `v${number} at ${endpoint}${sandbox ? ' (sandbox)' : ''}`;
}

/** A name that points at a release. The champion is what was deployed last; in a sandbox it has won nothing yet. */
export function aliasText(o: { alias: string; number: number }, answers: readonly Answer[]): string {
  const where = answers.filter(({ number }) => number === o.number);
  const onlyTried = o.alias === 'champion' && where.length > 0 && where.every(({ sandbox }) => sandbox);
  return `${o.alias} v${o.number}${onlyTried ? ', in a sandbox only' : ''}`;
}

const meanings: Readonly<Record<string, string>> = {
  candidate: 'The version that was registered last.',
  champion: 'The version that was deployed last, or that won its rollout.',
  challenger: 'The version that a rollout tries beside the champion.',
};

/** What an alias stands for; a name that somebody gave stands for what they gave it to. */
export function aliasMeaning(alias: string): string {
  return meanings[alias] ?? 'An alias that somebody gave: callers may ask for it by this name.';
}
