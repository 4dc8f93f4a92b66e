/** "v2 passes 3 of 4", "v2 passes all 4", "v2 passes it"; without outcomes, "v2 was asked no test". */
export function askedNowWords(release: string, outcomes: readonly { passed: boolean }[]): string {
  if (outcomes.length === 0) return `${release} was asked no test`;
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  if (passed < outcomes.length) return `${release} passes ${passed} of ${outcomes.length}`;
  return outcomes.length === 1 ? `${release} passes it` : `${release} passes all ${outcomes.length}`;
}
