/** People: who may do what, and what was done. */

export type { ApiKey } from '../mappers/api-key-row';
export type { AuditEntry } from '../mappers/clock-row';
export type { Project, ProjectMember } from '../mappers/project-row';
export { rightsOfActor } from '../planning/rights-of-actor';
export {
  createApiKey,
  findApiKeyByHash,
  getApiKey,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
} from '../repositories/api-keys';
export { appendAudit, listAudit, type NewAuditEntry, verifyAudit } from '../repositories/audit';
export {
  acceptInvitation,
  cancelInvitation,
  createInvitation,
  findInvitation,
  type Invitation,
  listInvitations,
} from '../repositories/invitations';
export { addMember, removeMember, setMemberRole } from '../repositories/members';
export {
  countUsers,
  createProject,
  getMemberRole,
  getProject,
  getProjectBySlug,
  listMembers,
  listProjects,
  listProjectsOfUser,
  renameProject,
} from '../repositories/projects';
export {
  deleteSecret,
  listSecrets,
  readSecret,
  type SecretInfo,
  type SecretKey,
  setSecret,
} from '../repositories/secrets';
export { createSetupToken, isSetupTokenOpen, useSetupToken } from '../repositories/setup-tokens';
export {
  ensureCommandLineUser,
  hasAccount,
  hasAnyAccount,
  type InstallationUser,
  isCommandLineUser,
  listUsers,
} from '../repositories/users';
