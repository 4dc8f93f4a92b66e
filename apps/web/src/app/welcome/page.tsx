import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AccountCard } from '../../features/account/AccountCard';
import { InvitationCard, InvitationIsOver } from '../../features/account/InvitationCard';
import { NewAccountForm } from '../../features/account/NewAccountForm';
import { callerFromSession } from '../../server/auth/caller';
import { describeInvitation } from '../../server/members/accept-invitation';

export const metadata = { title: 'Welcome' };
export const dynamic = 'force-dynamic';

/** Where the one-time link of the first run and invitations lead. */
export default async function WelcomePage(props: { searchParams: Promise<{ token?: string; invitation?: string }> }) {
  const { token, invitation } = await props.searchParams;
  if (token !== undefined) {
    return (
      <AccountCard
        title="Welcome to Millrace"
        lead="Make the first account. It owns this installation and gets a first project."
      >
        <NewAccountForm address="/api/setup" fixed={{ token }} button="Make account and start" />
      </AccountCard>
    );
  }
  if (invitation === undefined) redirect('/');
  const invited = await describeInvitation(invitation);
  if (invited === null) return <InvitationIsOver />;
  const caller = await callerFromSession(await headers());
  return (
    <InvitationCard id={invitation} invited={invited} signedInAs={caller.kind === 'person' ? caller.email : null} />
  );
}
