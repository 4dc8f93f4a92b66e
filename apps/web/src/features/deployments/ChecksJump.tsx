'use client';

import { Button } from '../../ui/Button';

/** Of the checks in a sheet, for the way to them from its top. */
export const checksId = 'deploy-checks';

/** The way from a notice that a check fails to what each of them saw. */
export function ChecksJump() {
  return (
    <Button size="sm" onClick={showChecks}>
      Go to the checks
    </Button>
  );
}

/** Scrolls to them, and goes on from there with the keyboard. */
function showChecks(): void {
  const checks = document.getElementById(checksId);
  checks?.scrollIntoView({ block: 'start' });
  checks?.focus({ preventScroll: true });
}
