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
  candidate: 'the version that was registered last.',
  champion: 'the version that was deployed last, or that won its rollout.',
  challenger: 'the version that a rollout tries beside the champion.',
};

const given = 'given by somebody, so that callers may ask for the version by this name.';

/** What the aliases stand for: each that the product gives, and those that somebody gave together. */
export function aliasMeanings(aliases: readonly string[]): { names: string[]; meaning: string }[] {
  const names = new Map<string, string[]>();
  for (const alias of [...new Set(aliases)].sort()) {
    const meaning = Object.hasOwn(meanings, alias) ? (meanings[alias] ?? given) : given;
    names.set(meaning, [...(names.get(meaning) ?? []), alias]);
  }
  return [...names].map(([meaning, of]) => ({ names: of, meaning }));
}
