import { type ReleaseId, releaseIdSchema } from '../ids';

/** How people name a release: by its id, by model and number, or by model and an alias such as `champion`. */
export type ReleaseReference = { id: ReleaseId } | { model: string; number: number } | { model: string; alias: string };

/** Reads `churn@7`, `churn@v7`, `churn v7`, `churn@champion` or an id; null for anything else. */
export function parseReleaseReference(text: string): ReleaseReference | null {
  const trimmed = text.trim();
  const id = releaseIdSchema.safeParse(trimmed);
  if (id.success) return { id: id.data };
  const [, model = '', number] = /^(.+?)(?:\s*@\s*v?|\s+v)(\d{1,9})$/.exec(trimmed) ?? [];
  if (number !== undefined) return { model, number: Number(number) };
  const [, named = '', alias] = /^([^@]+)@([^@\s]+)$/.exec(trimmed) ?? [];
  return alias === undefined ? null : { model: named, alias };
}

/** As one word, which `parseReleaseReference` reads and a shell takes without quotes where the name has none of its signs. */
export function releaseReference({ model, number }: { model: string; number: number }): string {
  return `${model}@${number}`;
}
