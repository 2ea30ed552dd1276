/** Somebody to sign in as, for trying the portal out. */
export interface DemoIdentity {
  /** Id of the auth provider in the backend. */
  provider: string;
  title: string;
  description: string;
}

/** The three people of the demo portal. */
export const demoIdentities: DemoIdentity[] = [
  {
    provider: 'guest',
    title: 'Platform engineer (guest)',
    description:
      'Imports modules as templates, arranges them and sets their rules.',
  },
  {
    provider: 'demo-developer',
    title: 'Developer',
    description: 'Creates resources from templates and changes them.',
  },
  {
    provider: 'demo-approver',
    title: 'Approver',
    description: 'Reviews plans and decides what is applied.',
  },
];

const KEY = 'infrakitchen.signIn.provider';

/** The identity that was chosen before, until sign-out. */
export function readChoice(): DemoIdentity | undefined {
  const provider = window.localStorage.getItem(KEY);
  return demoIdentities.find(identity => identity.provider === provider);
}

/** Remembers the identity; `undefined` forgets it. */
export function writeChoice(identity: DemoIdentity | undefined): void {
  if (identity) {
    window.localStorage.setItem(KEY, identity.provider);
  } else {
    window.localStorage.removeItem(KEY);
  }
}
