export {
  type KeyScope,
  keyScopeSchema,
  keyScopes,
  type Right,
  type Role,
  rightSchema,
  rights,
  roleHasRight,
  roleSchema,
  roles,
} from './roles';
