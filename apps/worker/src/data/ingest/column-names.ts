import { isPlatformName } from '@millrace/pipeline-core/schema';
import type { LandNote } from './land-report';

/**
 * Names that can live in one table: trimmed, never blank, unique without regard to case (DuckDB folds it), none of the
 * platform's own. Every change is told in a note.
 */
export function uniqueNames(raw: readonly string[]): { names: string[]; notes: LandNote[] } {
  const notes: LandNote[] = [];
  const taken = new Set<string>();
  const wanted = new Set(raw.map((name) => clean(name).toLowerCase()));
  const names = raw.map((text, index) => {
    const base = clean(text);
    const start = base === '' ? `column_${index + 1}` : isPlatformName(base) ? base.replace(/^_+/, '_') : base;
    const name = firstFree(start, taken, wanted, base.toLowerCase());
    taken.add(name.toLowerCase());
    if (name !== base) notes.push(renamed(base, name, index));
    return name;
  });
  return { names, notes };
}

function clean(name: string): string {
  // Control characters, the byte order mark and the NUL that no later stage could show.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return name.replace(/[\u0000-\u001f\u007f\ufeff]+/g, ' ').trim();
}

function firstFree(start: string, taken: Set<string>, wanted: Set<string>, own: string): string {
  let name = start;
  for (let number = 2; isTaken(name, taken, wanted, own); number++) name = `${start}_${number}`;
  return name;
}

function isTaken(name: string, taken: Set<string>, wanted: Set<string>, own: string): boolean {
  const key = name.toLowerCase();
  return taken.has(key) || (key !== own && wanted.has(key));
}

function renamed(base: string, name: string, index: number): LandNote {
  const place = `Column ${index + 1}`;
  if (base === '')
    return { code: 'unnamed-column', message: `${place} has no name; it is called "${name}".`, column: name };
  if (isPlatformName(base)) {
    return {
      code: 'reserved-name',
      message: `"${base}" starts with two underscores, as the platform's own columns do; the column is called "${name}".`,
      column: name,
    };
  }
  return {
    code: 'duplicate-name',
    message: `${place} repeats the name "${base}"; it is called "${name}".`,
    column: name,
  };
}
