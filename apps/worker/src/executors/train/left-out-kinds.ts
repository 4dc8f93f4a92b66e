import { taskFacts } from '@millrace/pipeline-core/release';
import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { getContract, listContracts, type StepContract } from '@millrace/pipeline-core/steps';

/** What a column with a target can ask for. */
const targetTasks: readonly string[] = ['binary', 'multiclass', 'regression'];

/** Why the first trial of a kind did not begin. */
const whyNot = {
  time: 'the time was up before its first trial began',
  asked: 'the search was asked to end before its first trial began',
} as const satisfies Record<NonNullable<TrialOutcome['why']>, string>;

/**
 * Which kinds of models were not tried, and why, a sentence each: those that do not suit the target or the rows, those whose
 * first trial did not begin in time, those that the chosen task rules out, and those that learn something else. Where
 * somebody chose the kinds, only the first two: they know.
 */
export function leftOutKinds(
  { task, kinds }: { task: string; kinds: readonly string[] },
  outcomes: readonly Pick<TrialOutcome, 'trainer' | 'reason' | 'state' | 'why'>[],
): string[] {
  const unsuited = new Map(
    outcomes.flatMap(({ trainer, reason }) => (reason === undefined ? [] : [[trainer, reason] as const])),
  );
  const untried = [...unsuited, ...notBegun(outcomes)];
  const told = untried.map(([trainer, reason]) => `${getContract(trainer).title} was not tried: ${reason}.`);
  if (kinds.length > 0) return told;
  const tried = new Set(outcomes.map(({ trainer }) => trainer));
  const others = listContracts().filter(({ type, trains }) => trains !== undefined && !tried.has(type));
  const ruledOut = others.filter(isOfTarget).map(({ title }) => title);
  const rest = others.filter((contract) => !isOfTarget(contract)).map(named);
  return [
    ...told,
    ...(ruledOut.length === 0 ? [] : [`Not tried, for ${task} was chosen: ${ruledOut.join(', ')}.`]),
    ...(rest.length === 0 ? [] : [`Not tried, for they tell something else than a target: ${rest.join(', ')}.`]),
  ];
}

/** The kinds of which no trial began though they suit, as far as is known, each with the reason. */
function notBegun(
  outcomes: readonly Pick<TrialOutcome, 'trainer' | 'reason' | 'state' | 'why'>[],
): (readonly [string, string])[] {
  return [...new Set(outcomes.map(({ trainer }) => trainer))].flatMap((kind) => {
    const own = outcomes.filter(({ trainer }) => trainer === kind);
    if (own.some(({ state, reason }) => state !== 'skipped' || reason !== undefined)) return [];
    const why = own.flatMap((one) => one.why ?? [])[0];
    return why === undefined ? [] : [[kind, whyNot[why]] as const];
  });
}

function isOfTarget({ trains }: StepContract): boolean {
  return trains?.tasks.some((task) => targetTasks.includes(task)) === true;
}

/** "Recommender (items for each user)". */
function named({ title, trains }: StepContract): string {
  return `${title} (${(trains?.tasks ?? []).map((task) => taskFacts[task].label).join(', ')})`;
}
