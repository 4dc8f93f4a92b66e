import { z } from 'zod';

export const gateStatusSchema = z.enum(['pass', 'warn', 'fail', 'not-run']);
export type GateStatus = z.output<typeof gateStatusSchema>;

/** One of the things that failed in a check: a saved test, a group of rows. The same failure has the same id in another run. */
export const gateSubjectSchema = z.object({ id: z.string(), text: z.string() });
export type GateSubject = z.output<typeof gateSubjectSchema>;

/** One check before a release may answer: "Speed: 3.1 ms of 12.5 ms". */
export const gateCheckSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  status: gateStatusSchema,
  /** One line: what was seen and what was expected, or why it did not run. */
  reason: z.string(),
  /** What to do about it, for checks that did not pass. */
  fix: z.string().optional(),
  /** On how much and when: "2,400 rows, 18 Nov". */
  measured: z.string().optional(),
  /** What failed in it, one by one and all of it. A check that fails without any fails as a whole. */
  subjects: z.array(gateSubjectSchema).optional(),
});
export type GateCheck = z.output<typeof gateCheckSchema>;

/** Unit (1) and quality (2) checks must have run and must not fail; what fails of quality a person may override. Policy checks (3) need a person. */
export const gateSchema = z.object({ gate: z.enum(['unit', 'quality', 'policy']), checks: z.array(gateCheckSchema) });
export type Gate = z.output<typeof gateSchema>;

export type GateDecision = {
  status: GateStatus;
  /** May the release go live as things stand? */
  allowed: boolean;
  /** May an engineer or admin do it all the same, with a written reason? Never for failed unit checks. */
  overridable: boolean;
  /** One sentence for the deploy sheet. */
  text: string;
};

const worseFirst: readonly GateStatus[] = ['fail', 'not-run', 'warn', 'pass'];

/** The worst status among checks; no checks means nothing was run. */
export function worstStatus(checks: readonly Pick<GateCheck, 'status'>[]): GateStatus {
  return worseFirst.find((status) => checks.some((check) => check.status === status)) ?? 'not-run';
}

/** Whether a release may go live: every check has run, and none has failed. */
export function decideGates(gates: readonly Gate[]): GateDecision {
  const checks = gates.flatMap((gate) => gate.checks);
  const stopping = checks.filter((check) => check.status === 'fail' || check.status === 'not-run');
  const unit = gates.filter((gate) => gate.gate === 'unit').flatMap((gate) => gate.checks);
  const unproven = unit.filter((check) => check.status === 'fail' || check.status === 'not-run');
  const allowed = stopping.length === 0 && unit.length > 0;
  return {
    status: worstStatus(checks),
    allowed,
    overridable: unproven.length === 0 && unit.length > 0,
    text: sentence(checks, allowed),
  };
}

/** What gates say before a deployment, when unit checks still have to be measured. */
export type GateForecast = {
  /** `blocked`: a unit check fails, which nobody may override. `override`: a quality check fails. */
  outcome: 'open' | 'override' | 'blocked';
  /** The checks that stop it. */
  failed: GateCheck[];
};

/** Foretells `decideGates` from the checks that can be told beforehand. */
export function foreseeGates(gates: readonly Gate[]): GateForecast {
  const failed = (unit: boolean) =>
    gates
      .filter(({ gate }) => (gate === 'unit') === unit)
      .flatMap(({ checks }) => checks.filter(({ status }) => status === 'fail'));
  if (failed(true).length > 0) return { outcome: 'blocked', failed: failed(true) };
  return { outcome: failed(false).length > 0 ? 'override' : 'open', failed: failed(false) };
}

function sentence(checks: readonly GateCheck[], allowed: boolean): string {
  const blocking =
    checks.find((check) => check.status === 'fail') ?? checks.find((check) => check.status === 'not-run');
  if (!allowed)
    return blocking === undefined ? 'The checks have not run yet.' : `${blocking.title}: ${blocking.reason}`;
  const warnings = checks.filter((check) => check.status === 'warn').length;
  const passed = checks.filter((check) => check.status === 'pass').length;
  return warnings === 0 ? `All ${passed} checks passed.` : `${passed} checks passed, ${warnings} to look at.`;
}
