export { actorOfKey, keyOfActor } from './actor';
export {
  holdsRight,
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
  scopeOfRight,
} from './roles';
