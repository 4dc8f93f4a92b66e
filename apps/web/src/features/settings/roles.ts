import { type Role, roles } from '@millrace/pipeline-core/access';

/** What each role may do, in words. */
export const roleWords: Record<Role, string> = {
  viewer: 'Viewer: reads dashboards',
  scientist: 'Scientist: draws and runs',
  engineer: 'Engineer: deploys',
  admin: 'Admin: members and keys',
};

export const roleOptions = roles.map((role) => ({ value: role, label: roleWords[role] }));
