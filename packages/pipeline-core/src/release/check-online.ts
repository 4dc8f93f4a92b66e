import type { Json } from '../json';
import type { GateCheck } from './gate';

/** A looked-up field of a held-out row: what the table had, and what a request is given today. */
export type OnlineDifference = { row: number; field: string; table: Json; online: Json };

/** Held-out rows asked with their looked-up fields left out, as callers leave them out. */
export type OnlineFacts = {
  /** Views that are not there, or lack a feature of this release. */
  missing: string[];
  /** Views that are too large for the memory of a scoring process, in words. */
  unheld: string[];
  /** How many were asked, and of how many: fewer, where there was no time for all. */
  rows: number;
  of: number;
  /** Every looked-up field has the value of the table; of these, how many rows are answered otherwise all the same. */
  same: number;
  different: number;
  /** Nobody knows the entity of the row today, or its values are too old, where the table had some. */
  unknown: number;
  /** Rows for which something else is found than the table had, newer values among them, and the first of those not like the table. */
  moved: number;
  /** Rows that get no answer with what is found, and what the first of them says. */
  refused: number;
  refusal: string | null;
  first: OnlineDifference[];
  /** The rows of the data that are answered otherwise, or get no answer. */
  wrong: number[];
};

const base = { id: 'online-features', title: 'Features that are looked up' };

/** What requests are given by feature views is what the release was trained with; null before it was looked at. */
export function checkOnline(online: OnlineFacts | null): GateCheck {
  if (online === null)
    return { ...base, status: 'not-run', reason: 'Checked while it deploys: what held-out rows are given today.' };
  const asked = online.rows.toLocaleString('en');
  const measured = `${asked}${online.rows < online.of ? ` of ${online.of.toLocaleString('en')}` : ''} held-out rows`;
  const wrong = whatIsWrong(online);
  if (wrong !== null) return { ...base, measured, status: 'fail', ...wrong };
  if (online.rows === 0)
    return { ...base, measured, status: 'warn', reason: 'None could be asked, so nothing is proven.' };
  const { unknown, moved, same } = online;
  if (same === 0) {
    const reason = `No row is given the values of the table, so nothing shows that equal ones get its answers${shown(online)}.`;
    return { ...base, measured, status: 'warn', reason };
  }
  const alike = `${same.toLocaleString('en')} rows are given the values of the table, and its answers.`;
  if (unknown > 0) {
    const reason = `${alike} ${unknown.toLocaleString('en')} are given nothing where the table had values${shown(online)}.`;
    return { ...base, measured, status: 'warn', reason };
  }
  if (moved === 0) return { ...base, measured, status: 'pass', reason: alike };
  const reason = `${alike} ${moved.toLocaleString('en')} are given others, which may be newer${shown(online)}.`;
  return { ...base, measured, status: 'pass', reason };
}

function whatIsWrong({
  missing,
  unheld,
  different,
  refused,
  refusal,
  wrong,
}: OnlineFacts): Required<Pick<GateCheck, 'reason' | 'fix' | 'subjects'>> | null {
  if (missing.length > 0) {
    const what = missing.join(', ');
    return {
      reason: `Every request would be answered without ${what}, which ${missing.length === 1 ? 'is' : 'are'} not there.`,
      fix: 'Publish the features again, or say why this one is right.',
      subjects: missing.map((what) => ({ id: `missing ${what}`, text: `${what} is not there` })),
    };
  }
  if (unheld.length > 0) {
    const reason = `No request would be answered by this release: ${unheld.join('; ')}.`;
    const fix = 'Publish fewer entities or features, or start scoring with more memory, of which half is for features.';
    return { reason, fix, subjects: unheld.map((text) => ({ id: `unheld ${text}`, text })) };
  }
  const subjects = wrong.map((row) => ({ id: `row ${row}`, text: `row ${row}` }));
  if (refused > 0) {
    const reason = `${refused.toLocaleString('en')} rows get no answer with what is found: ${refusal ?? 'no reason given'}.`;
    return { reason, subjects, fix: 'Publish the features as they were trained with, or say why this one is right.' };
  }
  if (different === 0) return null;
  return {
    reason: `${different.toLocaleString('en')} rows are given the values of the table and get another answer than it.`,
    fix: 'Register the model again; if it stays, report it with this release.',
    subjects,
  };
}

/** ": row 17 is given 61.5 for spend instead of 58.2". */
function shown({ first }: OnlineFacts): string {
  if (first.length === 0) return '';
  const words = first.map(
    ({ row, field, table, online }) =>
      `row ${row} is given ${JSON.stringify(online)} for ${field} instead of ${JSON.stringify(table)}`,
  );
  return `: ${words.join('; ')}`;
}
