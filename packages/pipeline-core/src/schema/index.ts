export {
  type ColumnRole,
  type ColumnType,
  columnRoleSchema,
  columnRoles,
  columnTypeSchema,
  columnTypes,
} from './column-type';
export { type Compatibility, isCompatible } from './is-compatible';
export { type PortType, portTypeSchema, portTypes } from './port-type';
export type { PropagatedSchema } from './propagated';
export {
  type Column,
  columnSchema,
  isPlatformName,
  type Part,
  partSchema,
  parts,
  reservedColumns,
  type TableSchema,
  tableSchemaSchema,
} from './table-schema';
export { typeInWords } from './type-in-words';
