import { formatPercent } from '../../lib/format-number';
import type { AnsweringAt, ListedVersion } from './version-data';

/** Which versions answer now, and where: the one that is shown need not be one of them. */
export function answeringFacts(
  versions: readonly Pick<ListedVersion, 'id' | 'number'>[],
  answers: readonly AnsweringAt[],
): string[] {
  if (answers.length === 0) return ['none answers now'];
  return answers.flatMap((answer) => {
    const version = versions.find(({ id }) => id === answer.release);
    return version === undefined ? [] : [`v${version.number} answers ${placeWords(answer)}`];
  });
}

function placeWords({ endpoint, sandbox, share }: AnsweringAt): string {
  const part = share < 1 ? `${formatPercent(share)} of the requests ` : '';
  return `${part}at ${endpoint}${sandbox ? ' (sandbox)' : ''}`;
}

/** Where one version answers, for its row: "churn-api, trial (10%, sandbox)". */
export function answersOf(version: string, answers: readonly AnsweringAt[]): string {
  return answers
    .filter(({ release }) => release === version)
    .map(({ endpoint, sandbox, share }) => {
      const more = [...(share < 1 ? [formatPercent(share)] : []), ...(sandbox ? ['sandbox'] : [])];
      return more.length === 0 ? endpoint : `${endpoint} (${more.join(', ')})`;
    })
    .join(', ');
}
