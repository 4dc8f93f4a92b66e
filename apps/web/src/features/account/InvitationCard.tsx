import type { ReactNode } from 'react';
import { TextLink } from '../../ui/TextLink';
import { AccountCard } from './AccountCard';
import { JoinButton } from './JoinButton';
import { NewAccountForm } from './NewAccountForm';
import { SignInForm } from './SignInForm';
import { SignOutButton } from './SignOutButton';

export type Invited = { email: string; project: string; role: string; hasAccount: boolean };

/** What an open invitation asks of whoever opens its link: one click, another account, a sign-in, or a new account. */
export function InvitationCard(props: { id: string; invited: Invited; signedInAs: string | null }): ReactNode {
  const { id, invited, signedInAs } = props;
  const title = `Join ${invited.project}`;
  const lead = `You are invited as ${invited.role}, under ${invited.email}.`;
  if (signedInAs === invited.email)
    return (
      <AccountCard title={title} lead={lead}>
        <JoinButton invitation={id} project={invited.project} />
      </AccountCard>
    );
  if (signedInAs !== null)
    return (
      <AccountCard title={title} lead={`This invitation is for ${invited.email}; you are signed in as ${signedInAs}.`}>
        <SignOutButton />
        <TextLink href="/">Stay signed in and go to my projects</TextLink>
      </AccountCard>
    );
  if (invited.hasAccount)
    return (
      <AccountCard title={title} lead={`${lead} You have an account: sign in to join.`}>
        <SignInForm next={`/welcome?invitation=${encodeURIComponent(id)}`} email={invited.email} />
      </AccountCard>
    );
  return (
    <AccountCard title={title} lead={lead}>
      <NewAccountForm
        address="/api/invitation"
        fixed={{ invitation: id }}
        email={invited.email}
        button={`Join ${invited.project}`}
      />
    </AccountCard>
  );
}

/** A link that was used, is too old, or was taken back. */
export function InvitationIsOver() {
  return (
    <AccountCard
      title="This invitation is over"
      lead="It was used already, was withdrawn, or has expired. An admin of the project can send a new one."
    >
      <TextLink href="/sign-in">Sign in</TextLink>
    </AccountCard>
  );
}
