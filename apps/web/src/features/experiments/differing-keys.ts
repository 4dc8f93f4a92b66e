/**
 * The keys whose values are not the same in all rows, in the order they first come; one that only some rows have differs,
 * too. `1e-1` and `0.1` are one value.
 */
export function differingKeys(rows: readonly Readonly<Record<string, string>>[]): string[] {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...keys].filter((key) => new Set(rows.map((row) => sameText(row[key]))).size > 1);
}

function sameText(value: string | undefined): string | undefined {
  if (value === undefined || value.trim() === '' || !Number.isFinite(Number(value))) return value;
  return `number ${Number(value)}`;
}
