'use client';

import type { StepStatus } from '@millrace/pipeline-core/run';
import { Bug, Check } from 'lucide-react';
import { useCopy } from '../../lib/use-copy';
import { Button } from '../../ui/Button';
import { debugCommand, isDebuggable } from './debug-command';

/** Copies the command that opens one step of a run, with the inputs it had, in a debugger on one's own machine. */
type Debugged = { idx: number; status: StepStatus; queue: string; spec: { type: string } };

export function DebugStep({ run, step }: { run: string; step: Debugged }) {
  const { state, copy } = useCopy();
  if (!isDebuggable({ status: step.status, type: step.spec.type, queue: step.queue })) return null;
  const command = debugCommand(run, step.idx);
  return (
    <section aria-label="Debug this step" className="grid justify-items-start gap-1.5">
      <Button size="sm" onClick={() => copy(command)}>
        {state === 'copied' ? <Check aria-hidden /> : <Bug aria-hidden />}
        <span aria-live="polite">{state === 'copied' ? 'Command copied' : 'Debug this step'}</span>
      </Button>
      <p className="text-12 text-muted">
        Copies a command for the folder of Millrace: it opens this step in a debugger with the inputs it had, and tells
        whether it ends the same.
      </p>
      <code className="max-w-full font-mono text-11 break-all text-muted select-all">{command}</code>
    </section>
  );
}
