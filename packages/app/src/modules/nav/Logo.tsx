/** The mark: three stacked layers, from the platform up to the application. */
export function LogoIcon() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <LogoMark />
    </svg>
  );
}

/** The mark with the name. */
export function LogoFull() {
  return (
    <svg width="148" height="28" viewBox="0 0 169 32" aria-hidden="true">
      <LogoMark />
      <text
        x="40"
        y="22"
        fill="#ffffff"
        fontFamily="Helvetica Neue, Helvetica, Arial, sans-serif"
        fontSize="18"
        fontWeight="600"
      >
        InfraKitchen
      </text>
    </svg>
  );
}

function LogoMark() {
  return (
    <g strokeLinejoin="round" strokeWidth="2">
      <path d="M16 17 28 23 16 29 4 23Z" fill="#1f6f8b" stroke="#1f6f8b" />
      <path d="M16 10 28 16 16 22 4 16Z" fill="#31a8a0" stroke="#31a8a0" />
      <path d="M16 3 28 9 16 15 4 9Z" fill="#9be8c2" stroke="#9be8c2" />
    </g>
  );
}
