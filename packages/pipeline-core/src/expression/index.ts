export {
  childrenOf,
  columnsOf,
  type Expression,
  type ExpressionNode,
  expressionNodeSchema,
  expressionSchema,
  expressionVersion,
  resolveConstants,
} from './ast';
export { cellFromJson, cellToJson } from './cells';
export { type CheckResult, checkExpression } from './check-types';
export { cleanText } from './clean-text';
export { describeExpression } from './describe';
export { entrySql, expressionTypeOfSqlType } from './entry-sql';
export { explainExpression, quoteColumn, quoteText } from './explain';
export { freezeZones } from './freeze-zones';
export type { FunctionEntry, FunctionGroup, Overload } from './function-entry';
export { functionDocs, functionEntries } from './functions';
export { type ExpressionKernel, expressionKernels } from './kernel-table';
export { isKeyword } from './operators';
export { type ExpressionSpans, type ParseResult, parseExpression, type Span } from './parse';
export { ExpressionTooLargeError, quoteName } from './sql-builder';
export { compareText } from './text-order';
export { type BlockFunction, blockRows, type CellColumn, compileToBlockFunction } from './to-block-function';
export {
  type CompiledSql,
  compilePlanToSql,
  compileToSql,
  type SourceColumn,
  type SqlOutput,
  type SqlPlanNode,
  UncheckedExpressionError,
} from './to-duckdb-sql';
export { compileToRowFunction, type RowFunction } from './to-row-function';
export {
  type CellValue,
  type ExpressionColumn,
  type ExpressionError,
  type ExpressionErrorCode,
  type ExpressionType,
  expressionTypes,
  isNullCell,
  isNumeric,
  limits as expressionLimits,
  nullOf,
} from './types';
export { isZone, type ZoneOffsets, zoneOffsets } from './zone-offsets';
