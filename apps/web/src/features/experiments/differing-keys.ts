/**
 * The keys whose values are not the same in all rows, those that most rows have first; one that only some rows have
 * differs, too. `1e-1` and `0.1` are one value.
 */
export function differingKeys(rows: readonly Readonly<Record<string, string>>[]): string[] {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  const having = (key: string) => rows.filter((row) => row[key] !== undefined).length;
  return [...keys]
    .filter((key) => new Set(rows.map((row) => sameText(row[key]))).size > 1)
    .sort((a, b) => having(b) - having(a));
}

function sameText(value: string | undefined): string | undefined {
  if (value === undefined || value.trim() === '' || !Number.isFinite(Number(value))) return value;
  return `number ${Number(value)}`;
}
