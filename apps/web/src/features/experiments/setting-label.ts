import { settingTitle } from '@millrace/pipeline-core/steps';

type Row = { stepType?: string | null; params: Readonly<Record<string, string>> };

/**
 * What a setting of compared runs is called: as the form of the step says that trained them, or as the program logged it. Where
 * kinds of models call it differently, each word once: "Most rounds / Iterations".
 */
export function settingLabel(rows: readonly Row[], key: string): string {
  const having = rows.filter(({ params }) => params[key] !== undefined);
  return settingOf(
    having.map(({ stepType }) => stepType ?? null),
    key,
  );
}

/** The same by the step types of the rows that have it; null stands for runs that a program logged. */
export function settingOf(types: readonly (string | null)[], key: string): string {
  const titles = types.map((type) => (type === null ? key : settingTitle(type, key)));
  return [...new Set(titles)].join(' / ') || key;
}
