/** "v2 passes 3 of 4", "v2 passes all 4", "v2 passes it". */
export function askedNowWords(release: string, outcomes: readonly { passed: boolean }[]): string {
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  if (passed < outcomes.length) return `${release} passes ${passed} of ${outcomes.length}`;
  return outcomes.length === 1 ? `${release} passes it` : `${release} passes all ${outcomes.length}`;
}
