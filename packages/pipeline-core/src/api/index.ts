export {
  type FollowedPort,
  type FollowedRows,
  type FollowShape,
  followedRowsShape,
  followShape,
} from './follow-shape';
export { type Passport, type PassportPart, passportShape } from './passport-shape';
export { type PreviewShape, previewShape } from './preview-shape';
export { type ScoreShape, scoreShape, type TouchedShape, touchedShape } from './score-shape';
export {
  type CandidateShape,
  candidateShape,
  checkShape,
  type DatasetShape,
  datasetShape,
  type EndpointShape,
  type ExportShape,
  endpointShape,
  excludedShape,
  exportShape,
  foldsShape,
  lookShape,
  metricsByPartShape,
  noteShape,
  problemShape,
  type RunShape,
  releaseShape,
  runShape,
  type SplitShape,
  type StarterShape,
  splitShape,
  starterShape,
  stepRunShape,
  type WindowShape,
  windowShape,
} from './shapes';
