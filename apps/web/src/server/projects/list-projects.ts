import { listProjectsOfUser } from '@millrace/db';
import { database } from '../database';
import { accountUseCase, noInput } from '../use-case';

export const listProjectsUseCase = accountUseCase({
  where: 'account',
  changes: false,
  input: noInput,
  async run({ caller }) {
    const projects = await listProjectsOfUser(database(), caller.user);
    return {
      me: { id: caller.user, name: caller.name, email: caller.email, installationAdmin: caller.installationAdmin },
      projects: projects.map(({ slug, name, role }) => ({ slug, name, role })),
    };
  },
});
