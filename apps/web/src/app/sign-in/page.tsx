import { AccountCard } from '../../features/account/AccountCard';
import { ownPath } from '../../features/account/own-path';
import { SignInForm } from '../../features/account/SignInForm';

export const metadata = { title: 'Sign in' };

export default async function SignInPage(props: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await props.searchParams;
  return (
    <AccountCard title="Sign in" lead="Accounts come by invitation: ask an admin of your project for a link.">
      <SignInForm next={ownPath(typeof next === 'string' ? next : undefined)} />
    </AccountCard>
  );
}
