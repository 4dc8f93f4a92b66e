import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import { checkFoldRows, checkFolds } from './check-folds';
import { checkStructure } from './check-structure';
import { findLeaks } from './find-leaks';
import { type InferSchemasOptions, inferSchemas, type StepInference } from './infer-schemas';
import type { Issue } from './issue';

export type Validation = { issues: Issue[]; schemas: Map<StepId, StepInference> };

/** Everything that can be told about a drawing without running it, errors first. Never throws for a bad drawing. */
export function validatePipeline(options: InferSchemasOptions): Validation {
  const schemas = inferSchemas(options);
  const structure = checkStructure(options.document);
  const known = new Set(structure.map(identity));
  const inferred = [...schemas.values()].flatMap((inference) => inference.issues);
  const enabled = (issue: Issue) => issue.step === undefined || options.document.steps[issue.step]?.disabled !== true;
  const folds = [...checkFolds(options.document), ...checkFoldRows(options.document, schemas)];
  const rest = [...inferred, ...folds, ...findLeaks(options.document, schemas)].filter(
    (issue) => enabled(issue) && !known.has(identity(issue)),
  );
  const issues = [...structure, ...rest];
  return { issues: [...issues.filter(isError), ...issues.filter((issue) => !isError(issue))], schemas };
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
