import { taskFacts } from '@millrace/pipeline-core/release';
import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { getContract, listContracts, type StepContract } from '@millrace/pipeline-core/steps';

/** What a column with a target can ask for. */
const targetTasks: readonly string[] = ['binary', 'multiclass', 'regression'];

/** Why no trial of a kind was fitted: none had begun, or the first was at work then. */
const whyNot = {
  time: {
    waiting: 'the time was up before its first trial began',
    begun: 'the time was up before its first trial was done',
  },
  asked: {
    waiting: 'the search was asked to end before its first trial began',
    begun: 'the search was asked to end before its first trial was done',
  },
} as const satisfies Record<NonNullable<TrialOutcome['why']>, Record<'waiting' | 'begun', string>>;

type Outcome = Pick<TrialOutcome, 'trainer' | 'reason' | 'state' | 'why' | 'begun'>;

/**
 * Which kinds of models were not tried, and why, a sentence each: those that do not suit the target or the rows, those whose
 * first trial was not done in time, those that the chosen task rules out, and those that learn something else. Where
 * somebody chose the kinds, only the first two: they know.
 */
export function leftOutKinds(
  { task, kinds }: { task: string; kinds: readonly string[] },
  outcomes: readonly Outcome[],
): string[] {
  const unsuited = new Map(
    outcomes.flatMap(({ trainer, reason }) => (reason === undefined ? [] : [[trainer, reason] as const])),
  );
  const untried = [...unsuited, ...notFitted(outcomes)];
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

/** The kinds of which no trial was fitted though they suit, as far as is known, each with the reason. */
function notFitted(outcomes: readonly Outcome[]): (readonly [string, string])[] {
  return [...new Set(outcomes.map(({ trainer }) => trainer))].flatMap((kind) => {
    const own = outcomes.filter(({ trainer }) => trainer === kind);
    if (own.some(({ state, reason }) => state !== 'skipped' || reason !== undefined)) return [];
    const why = own.flatMap((one) => one.why ?? [])[0];
    const how = own.some(({ begun }) => begun === true) ? 'begun' : 'waiting';
    return why === undefined ? [] : [[kind, whyNot[why][how]] as const];
  });
}

function isOfTarget({ trains }: StepContract): boolean {
  return trains?.tasks.some((task) => targetTasks.includes(task)) === true;
}

/** "Recommender (items for each user)". */
function named({ title, trains }: StepContract): string {
  return `${title} (${(trains?.tasks ?? []).map((task) => taskFacts[task].label).join(', ')})`;
}
