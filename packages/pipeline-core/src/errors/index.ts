export {
  type ErrorFamily,
  type ErrorReport,
  errorFamilySchema,
  errorReportSchema,
  PipelineError,
  type PipelineErrorOptions,
} from './pipeline-error';
export { toErrorReport } from './to-error-report';
