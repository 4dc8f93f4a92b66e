import { z } from 'zod';

/** Roles inside a project, weakest first. */
export const roles = ['viewer', 'scientist', 'engineer', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.output<typeof roleSchema>;

/** What a procedure may need. `view` reads; the rest are listed with the weakest role that has them. */
export const rights = ['view', 'edit', 'run', 'deploy', 'manage'] as const;
export const rightSchema = z.enum(rights);
export type Right = z.output<typeof rightSchema>;

const weakestRole: Record<Right, Role> = {
  view: 'viewer',
  edit: 'scientist',
  run: 'scientist',
  deploy: 'engineer',
  manage: 'admin',
};

/** Whether a role in a project carries a right. */
export function roleHasRight(role: Role, right: Right): boolean {
  return roles.indexOf(role) >= roles.indexOf(weakestRole[right]);
}

/**
 * Scopes of an API key: `read`, `run`, `predict`, `push` (events to a source, rows to a feature view), `track:write` (runs
 * and models that programs log with MLflow), `deploy`, `admin`; a key never exceeds its owner's role.
 */
export const keyScopes = ['read', 'run', 'predict', 'push', 'track:write', 'deploy', 'admin'] as const;
export const keyScopeSchema = z.enum(keyScopes);
export type KeyScope = z.output<typeof keyScopeSchema>;

/** The scope a key needs for a right; drawing belongs to running. */
export const scopeOfRight: Record<Right, KeyScope> = {
  view: 'read',
  edit: 'run',
  run: 'run',
  deploy: 'deploy',
  manage: 'admin',
};

/** Whether somebody may do what a right covers: by role alone, or, through a key, by the owner's role and the key's scopes. */
export function holdsRight(holder: { role: Role; scopes?: readonly KeyScope[] }, right: Right): boolean {
  const { role, scopes } = holder;
  return roleHasRight(role, right) && (scopes === undefined || scopes.includes(scopeOfRight[right]));
}
