/** The mark: a mill wheel over running water. Takes the accent colour unless a text colour is given. */
export function Logo({ size = 20, className = 'text-accent' }: { size?: number; className?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      className={`flex-none ${className}`}
      aria-hidden="true"
    >
      <path d="M2 16.2c2.7 0 2.7-2.4 5.3-2.4s2.7 2.4 5.4 2.4 2.6-2.4 5.3-2.4" />
      <circle cx="10" cy="7" r="3.4" />
      <path d="M10 3.6V1.8M13.4 7h1.8M6.6 7H4.8M12.4 4.6l1.2-1.2M7.6 4.6 6.4 3.4" strokeWidth={1.6} />
    </svg>
  );
}
