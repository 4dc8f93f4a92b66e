import { PipelineError } from '@millrace/pipeline-core/errors';
import { stepRunId } from '@millrace/pipeline-core/run';

const place = 'Debug a step';

export function noStepRun(seen: string): PipelineError {
  return refusal({
    code: 'no-such-step-run',
    seen: `no step of a run is called “${seen}” here`,
    expected: 'the name of a step of a run, as the page of the run shows it',
    next: 'Open the run, choose the step and copy its command with "Debug this step". It belongs to the installation in DATA_DIR.',
  });
}

export function noSuchStep(o: {
  runId: Parameters<typeof stepRunId>[0]['runId'];
  idx: number;
  steps: number;
}): PipelineError {
  return refusal({
    code: 'no-such-step-run',
    seen: `step ${o.idx} of a run with ${o.steps} steps`,
    expected: `${stepRunId({ runId: o.runId, idx: 0 })} to ${stepRunId({ runId: o.runId, idx: o.steps - 1 })}`,
    next: 'Open the run, choose the step and copy its command with "Debug this step".',
  });
}

/** The folder belongs to somebody: what lies in it would be replaced. */
export function folderInUse(folder: string): PipelineError {
  return refusal({
    code: 'folder-in-use',
    seen: `${folder} holds other things than a step that was fetched before`,
    expected: 'a folder that is empty, or not there yet',
    next: 'Name another one with --dir.',
  });
}

/** A step before has not made what this one reads. */
export function notReached(o: { title: string; parent: string; status: string }): PipelineError {
  return refusal({
    code: 'step-never-ran',
    seen: `“${o.title}” never got its inputs: “${o.parent}” ${o.status === 'failed' ? 'failed' : `is ${o.status}`}`,
    expected: 'a step that was executed',
    next:
      o.status === 'failed'
        ? `Debug “${o.parent}” instead: it is the step that failed.`
        : `Wait until “${o.parent}” is done, or debug it instead.`,
  });
}

export function inputGone(o: { title: string; port: string; parent: string }): PipelineError {
  return refusal({
    code: 'input-gone',
    seen: `“${o.title}” read “${o.port}” of “${o.parent}”, which is not kept any more`,
    expected: 'the inputs the step had',
    next: `Choose “${o.parent}” in the editor and "Run again from the selected step on", then debug the step of that run.`,
  });
}

export function referenceGone(o: { title: string; label: string }): PipelineError {
  return refusal({
    code: 'input-gone',
    seen: `“${o.title}” read ${o.label}, which is not kept any more`,
    expected: 'the data the step read',
    next: `Land that data again, run the pipeline, then debug the step of that run.`,
  });
}

/** Python, notebooks and models that Python keeps run in a fence that only a worker builds. */
export function codeOfOthers(title: string): PipelineError {
  return refusal({
    code: 'code-of-others',
    seen: `“${title}”, which runs Python beside Node`,
    expected: 'a step that Node executes',
    next: 'Its log names the line of an error. Copy the code into a notebook of your own, with the tables that the page of the step shows.',
  });
}

export function notExecuted(title: string): PipelineError {
  return refusal({
    code: 'step-never-ran',
    seen: `“${title}”, a part of a search that had nothing to do`,
    expected: 'a step that a process executed',
    next: 'Debug another trial of the search.',
  });
}

export function secretMissing(o: { name: string; variable: string }): PipelineError {
  return refusal({
    code: 'secret-not-set',
    seen: `a step that reads with the secret “${o.name}”, and no ${o.variable}`,
    expected: `its value in the environment variable ${o.variable}`,
    next: `Set ${o.variable} to the value of “${o.name}” for this command alone. It is kept nowhere.`,
  });
}

function refusal(o: { code: string; seen: string; expected: string; next: string }): PipelineError {
  return new PipelineError({ ...o, family: 'pipeline', place, message: `${capital(o.seen)}. ${o.next}` });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
