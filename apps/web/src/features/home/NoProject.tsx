import { EmptyState } from '../../ui/EmptyState';

/** For people who were taken out of their last project. */
export function NoProject() {
  return (
    <main className="grid min-h-dvh place-items-center bg-bg p-6">
      <EmptyState title="You are in no project" detail="Ask an admin for an invitation; its link brings you in." />
    </main>
  );
}
