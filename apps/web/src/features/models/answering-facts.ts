import type { AnsweringAt, ListedVersion } from './version-data';

/** Which versions answer now, and where: the one that is shown need not be one of them. */
export function answeringFacts(
  versions: readonly Pick<ListedVersion, 'id' | 'number'>[],
  answers: readonly AnsweringAt[],
): string[] {
  if (answers.length === 0) return ['none answers now'];
  return answers.flatMap(({ release, endpoint, sandbox }) => {
    const version = versions.find(({ id }) => id === release);
    return version === undefined ? [] : [`v${version.number} answers at ${endpoint}${sandbox ? ' (sandbox)' : ''}`];
  });
}
