import { drawSettings, keyOf } from './choose';
import {
  bestFirst,
  lossOf,
  type Method,
  nextNumber,
  type Proposal,
  type Question,
  type Settings,
  type Trial,
} from './trial';

type HalvingQuestion = Question<Extract<Method, { method: 'halving' }>>;
type Halving = HalvingQuestion['method'];

/**
 * Successive halving without waiting for a rung to fill (as ASHA, Li et al. 2020, but asked once a round): one in `eta` of
 * the trials of a rung goes on with more of the resource, the highest rung first; else a new trial starts with the least.
 */
export function proposeHalving(question: HalvingQuestion): Proposal[] {
  const { history, count, method } = question;
  const { param } = method.resource;
  const steps = rungs(method);
  const seen = new Set(history.map(({ params }) => keyOf(without(params, param))));
  const first = nextNumber(history);
  const proposals: Proposal[] = [];
  while (proposals.length < count) {
    const number = first + proposals.length;
    const next = promotion(question, steps, proposals);
    if (next !== null) {
      proposals.push({ number, ...next });
      continue;
    }
    const settings = drawSettings(question, { number, seen });
    const least = steps[0];
    if (settings === null || least === undefined) return proposals;
    seen.add(keyOf(settings));
    proposals.push({ number, params: { ...settings, [param]: least }, resource: least });
  }
  return proposals;
}

/** How much of the resource each rung gives: the most on the last, each before it one in `eta` of that, down to the least. */
export function rungs({ eta, resource: { least, most } }: Pick<Halving, 'eta' | 'resource'>): number[] {
  const whole = Number.isInteger(least) && Number.isInteger(most);
  const steps: number[] = [];
  // A little below the least counts as the least: thirds of thirds are not exact.
  for (let amount = most; amount >= least * (1 - 1e-9); amount /= eta) {
    steps.unshift(whole ? Math.round(amount) : Number(amount.toPrecision(12)));
  }
  return steps;
}

/** The best trial that may go on and has not, of the highest rung that has one. */
function promotion(
  { history, goal, method }: HalvingQuestion,
  steps: readonly number[],
  pending: readonly Proposal[],
): Omit<Proposal, 'number'> | null {
  const { eta, resource } = method;
  for (let rung = steps.length - 2; rung >= 0; rung--) {
    const more = steps[rung + 1];
    const gone = new Set([...history, ...pending].filter((trial) => trial.resource === more).map(({ from }) => from));
    const here = history.filter((trial) => trial.resource === steps[rung]);
    const places = Math.floor(here.length / eta);
    // Those that went on early and would not today have taken a place all the same.
    if (gone.size >= places) continue;
    const next = bestFirst(here, goal)
      .slice(0, places)
      .find((trial) => mayGoOn(trial, goal) && !gone.has(trial.number));
    if (next !== undefined && more !== undefined) {
      return { params: { ...next.params, [resource.param]: more }, resource: more, from: next.number };
    }
  }
  return null;
}

function mayGoOn(trial: Trial, goal: HalvingQuestion['goal']): boolean {
  return Number.isFinite(lossOf(trial, goal));
}

function without(params: Settings, name: string): Settings {
  return Object.fromEntries(Object.entries(params).filter(([one]) => one !== name));
}
