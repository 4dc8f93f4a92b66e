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
