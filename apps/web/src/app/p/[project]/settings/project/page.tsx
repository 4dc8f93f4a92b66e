import { ProjectSettings } from '../../../../../features/settings/ProjectSettings';

export const metadata = { title: 'Project' };

export default function Page() {
  return <ProjectSettings />;
}
