import { MembersSettings } from '../../../../../features/settings/MembersSettings';

export const metadata = { title: 'Members' };

export default function Page() {
  return <MembersSettings />;
}
