import { type IgnoredIssue, ignoredKey } from '../document/ignored-issue';
import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import { checkFoldRows, checkFolds } from './check-folds';
import { checkStructure } from './check-structure';
import { type InferSchemasOptions, inferSchemas, type StepInference } from './infer-schemas';
import type { Issue } from './issue';
import { leadToTarget } from './lead-to-target';
import { findLeaks } from './leaks/find-leaks';
import type { LintOptions } from './leaks/lint';

export type ValidateOptions = InferSchemasOptions & Pick<LintOptions, 'facts'>;

/** A leak somebody looked at and left as it is. */
export type Ignored = { issue: Issue; reason: string };

export type Validation = { issues: Issue[]; ignored: Ignored[]; schemas: Map<StepId, StepInference> };

/** Everything that can be told about a drawing without running it, errors first. Never throws for a bad drawing. */
export function validatePipeline(options: ValidateOptions): Validation {
  const { document, facts = {} } = options;
  const schemas = inferSchemas(options);
  const structure = checkStructure(document);
  const known = new Set(structure.map(identity));
  const leaks = findLeaks({ document, schemas, facts }).map(({ issue }) => issue);
  const places = new Set(leaks.map(({ code, step }) => `${code} ${step}`));
  // What a contract says of its own settings is said better by the lint where both see it.
  const inferred = [...schemas.values()]
    .flatMap((inference) => inference.issues)
    .filter(({ code, step }) => !places.has(`${code} ${step}`))
    .map((issue) => leadToTarget({ document, schemas }, issue));
  const enabled = (issue: Issue) => issue.step === undefined || document.steps[issue.step]?.disabled !== true;
  const folds = [...checkFolds(document), ...checkFoldRows(document, schemas)];
  const rest = [...inferred, ...folds, ...leaks].filter((issue) => enabled(issue) && !known.has(identity(issue)));
  const all = [...structure, ...rest];
  const issues = all.filter((issue) => reasonFor(document, issue) === null);
  const ignored = all.flatMap((issue): Ignored[] => {
    const reason = reasonFor(document, issue);
    return reason === null ? [] : [{ issue, reason: reason.reason }];
  });
  return { issues: [...issues.filter(isError), ...issues.filter((issue) => !isError(issue))], ignored, schemas };
}

function reasonFor(document: PipelineDocument, { code, step, about }: Issue): IgnoredIssue | null {
  if (step === undefined || about === undefined) return null;
  return document.ignored[ignoredKey({ code, step, about })] ?? null;
}

export function isError(issue: Issue): boolean {
  return issue.severity === 'error';
}

/** Issues about one step, for its badge. */
export function issuesOf(document: PipelineDocument, issues: readonly Issue[], step: StepId): Issue[] {
  return document.steps[step] === undefined ? [] : issues.filter((issue) => issue.step === step);
}

function identity(issue: Issue): string {
  return [issue.code, issue.step, issue.param, issue.port, issue.message].join('\u0000');
}
