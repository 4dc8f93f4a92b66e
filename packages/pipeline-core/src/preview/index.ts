export { type PreviewPlan, type PreviewPlanOptions, planPreview } from './plan-preview';
export {
  type ColumnChange,
  type PreviewAnswer,
  type PreviewBasis,
  type PreviewHelp,
  previewAnswerSchema,
  previewBasisSchema,
  previewHelpSchema,
} from './preview-answer';
export {
  mostPreviewSteps,
  type PreviewInput,
  type PreviewRequest,
  type PreviewStep,
  previewInputSchema,
  previewRequestSchema,
  previewStepSchema,
} from './preview-request';
export { type PreviewWay, previewWay } from './preview-way';
export { type ChangedColumns, changedColumns, shownColumns } from './shown-columns';
