import { differingKeys } from './differing-keys';

type Named = { name: string; params: Readonly<Record<string, string>> };

/** Longer values are for the table of settings. */
const mostCharacters = 16;

/**
 * The same rows, none called like another: namesakes that differ in one setting alone get it behind their name,
 * "Trees (seed 2)", all others their number among their namesakes, "Trees (2)".
 */
export function withDistinctNames<Row extends Named>(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const namesakes = rows.filter(({ name }) => name === row.name);
    if (namesakes.length < 2) return row;
    const setting = tellingSetting(namesakes);
    const told = setting === null ? `${namesakes.indexOf(row) + 1}` : `${setting} ${row.params[setting]}`;
    return { ...row, name: `${row.name} (${told})` };
  });
}

/** The only setting that differs, where all have it, each another value, and none a long one. */
function tellingSetting(namesakes: readonly Named[]): string | null {
  const [key, ...others] = differingKeys(namesakes.map(({ params }) => params));
  if (key === undefined || others.length > 0) return null;
  const values = namesakes.flatMap(({ params }) => params[key] ?? []);
  const short = values.every((value) => value !== '' && value.length <= mostCharacters);
  return short && new Set(values).size === namesakes.length ? key : null;
}
