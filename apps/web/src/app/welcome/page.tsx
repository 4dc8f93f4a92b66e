import Link from 'next/link';
import { redirect } from 'next/navigation';
import { AccountCard } from '../../features/account/AccountCard';
import { NewAccountForm } from '../../features/account/NewAccountForm';
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
  if (invited === null) {
    return (
      <AccountCard
        title="This invitation is over"
        lead="It was used already, or it has expired. An admin of the project can send a new one."
      >
        <Link href="/sign-in" className="text-13 text-accent">
          Sign in
        </Link>
      </AccountCard>
    );
  }
  return (
    <AccountCard title={`Join ${invited.project}`} lead={`You are invited as ${invited.role}, under ${invited.email}.`}>
      <NewAccountForm
        address="/api/invitation"
        fixed={{ invitation }}
        email={invited.email}
        button={`Join ${invited.project}`}
      />
    </AccountCard>
  );
}
