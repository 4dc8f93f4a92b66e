import { noInput, projectQuery } from '../use-case';

export const getProjectUseCase = projectQuery('view', noInput, async ({ project, role }) => ({
  slug: project.slug,
  name: project.name,
  role,
}));
