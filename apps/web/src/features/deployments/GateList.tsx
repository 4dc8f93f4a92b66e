import type { Gate, GateCheck } from '@millrace/pipeline-core/release';
import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from 'lucide-react';

const looks = {
  pass: { icon: CircleCheck, tone: 'text-success', word: 'passed' },
  warn: { icon: TriangleAlert, tone: 'text-warning', word: 'look at this' },
  fail: { icon: OctagonX, tone: 'text-danger', word: 'failed' },
  'not-run': { icon: CircleDashed, tone: 'text-muted', word: 'not run' },
} as const;

/** Checks a release passed or did not, each with what was seen. */
export function GateList({ gates }: { gates: readonly Gate[] }) {
  return (
    <ul className="grid content-start gap-1" aria-label="Checks">
      {gates
        .flatMap(({ checks }) => checks)
        .map((check) => (
          <GateRow key={check.id} check={check} />
        ))}
    </ul>
  );
}

function GateRow({ check }: { check: GateCheck }) {
  const { icon: Icon, tone, word } = looks[check.status];
  return (
    <li className="grid grid-cols-[16px_1fr] gap-2 py-0.5">
      <Icon size={16} className={tone} aria-label={word} />
      <div>
        <p className="text-13 font-medium">{check.title}</p>
        <p className="text-12 text-muted">
          {check.reason}
          {check.measured === undefined ? '' : ` (${check.measured})`}
        </p>
        <Failures check={check} />
        {check.status === 'fail' && check.fix !== undefined ? <p className="text-12">{check.fix}</p> : null}
      </div>
    </li>
  );
}

/** The reason names as many as a line can; whoever overrides them may read all. */
function Failures({ check: { title, status, subjects = [] } }: { check: GateCheck }) {
  if (status !== 'fail' || subjects.length <= shownInReason) return null;
  return (
    <details className="text-12 text-muted">
      <summary className="cursor-pointer">{`All ${subjects.length} that failed`}</summary>
      <ul className="list-disc py-1 pl-4" aria-label={`${title}: all that failed`}>
        {subjects.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </details>
  );
}

const shownInReason = 3;
