import {
  githubAuthApiRef,
  microsoftAuthApiRef,
  type ApiRef,
  type BackstageIdentityApi,
  type ConfigApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/core-plugin-api';

/** What a provider signs in with. */
export type OAuthApi = ProfileInfoApi & BackstageIdentityApi & SessionApi;

/** A way to sign in. */
export interface SignInOption {
  /** Id of the auth provider in the backend. */
  provider: string;
  title: string;
  description: string;
  /** Absent where the backend signs in without asking anybody else. */
  apiRef?: ApiRef<OAuthApi>;
}

const accounts: SignInOption[] = [
  {
    provider: 'github',
    title: 'GitHub',
    description: 'With your GitHub account, in a window of GitHub.',
    apiRef: githubAuthApiRef,
  },
  {
    provider: 'microsoft',
    title: 'Microsoft',
    description: 'With your work account, in a window of Microsoft.',
    apiRef: microsoftAuthApiRef,
  },
];

/** Anybody may be one of these, without a password. */
const roles: SignInOption[] = [
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
  {
    provider: 'demo-auditor',
    title: 'Auditor',
    description: 'Sees who did what, when and why, and changes nothing.',
  },
];

/**
 * The ways to sign in that are configured. Those without a password are there
 * in development only; the backend refuses them elsewhere.
 */
export function configuredOptions(config: ConfigApi): SignInOption[] {
  const environment = environmentOf(config);
  return [
    ...accounts.filter(({ provider }) =>
      config.has(`auth.providers.${provider}.${environment}`),
    ),
    ...roles.filter(
      ({ provider }) =>
        environment === 'development' &&
        config.has(`auth.providers.${provider}`),
    ),
  ];
}

/** Which of the configurations of a provider is used. */
export function environmentOf(config: ConfigApi): string {
  return config.getOptionalString('auth.environment') ?? 'development';
}

const KEY = 'infrakitchen.signIn.provider';

/** What was chosen before, until sign-out. */
export function readChoice(options: SignInOption[]): SignInOption | undefined {
  const provider = window.localStorage.getItem(KEY);
  return options.find(option => option.provider === provider);
}

/** Remembers the choice; `undefined` forgets it. */
export function writeChoice(option: SignInOption | undefined): void {
  if (option) {
    window.localStorage.setItem(KEY, option.provider);
  } else {
    window.localStorage.removeItem(KEY);
  }
}
