import { lowerFirst } from '@millrace/pipeline-core/steps';
import { differingKeys } from './differing-keys';
import { settingLabel } from './setting-label';

type Named = { name: string; stepType?: string | null; params: Readonly<Record<string, string>> };

/** Longer values are for the table of settings. */
const mostCharacters = 16;

/**
 * The same rows, none called like another: namesakes that differ in one setting alone get it behind their name,
 * "Trees (seed 2)", all others their number among their namesakes, "Trees (2)".
 */
export function withDistinctNames<Row extends Named>(rows: readonly Row[]): Row[] {
  const taken = new Set(rows.map(({ name }) => name));
  return rows.map((row) => {
    const namesakes = rows.filter(({ name }) => name === row.name);
    if (namesakes.length < 2) return row;
    const setting = tellingSetting(namesakes);
    const name =
      setting === null
        ? freeName(row.name, { from: namesakes.indexOf(row) + 1, taken })
        : `${row.name} (${within(settingLabel(namesakes, setting), setting)} ${row.params[setting]})`;
    taken.add(name);
    return { ...row, name };
  });
}

/** A label within a sentence; what a program logged keeps the name that it has. */
function within(label: string, setting: string): string {
  return label === setting ? label : lowerFirst(label);
}

/** A row that somebody has called "Trees (2)" keeps that name for itself. */
function freeName(name: string, { from, taken }: { from: number; taken: ReadonlySet<string> }): string {
  let number = from;
  while (taken.has(`${name} (${number})`)) number++;
  return `${name} (${number})`;
}

/** The only setting that differs, where all have it, each another value, and none a long one. */
function tellingSetting(namesakes: readonly Named[]): string | null {
  const [key, ...others] = differingKeys(namesakes.map(({ params }) => params));
  if (key === undefined || others.length > 0) return null;
  const values = namesakes.flatMap(({ params }) => params[key] ?? []);
  const short = values.every((value) => value !== '' && value.length <= mostCharacters);
  return short && new Set(values).size === namesakes.length ? key : null;
}
