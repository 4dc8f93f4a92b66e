import { AccountCard } from '../../features/account/AccountCard';
import { SignInForm } from '../../features/account/SignInForm';

export const metadata = { title: 'Sign in' };

export default function SignInPage() {
  return (
    <AccountCard title="Sign in" lead="Accounts come by invitation: ask an admin of your project for a link.">
      <SignInForm />
    </AccountCard>
  );
}
