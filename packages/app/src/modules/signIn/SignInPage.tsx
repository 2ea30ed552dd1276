import { useEffect, useState } from 'react';
import {
  ProxiedSignInPage,
  Progress,
  UserIdentity,
} from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  useApiHolder,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { SignInChoice } from './SignInChoice';
import {
  configuredOptions,
  environmentOf,
  readChoice,
  writeChoice,
  type OAuthApi,
  type SignInOption,
} from './signInOptions';

/** Offers the ways to sign in that are configured; the choice holds until sign-out. */
export function SignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const apis = useApiHolder();
  const [options] = useState(() => configuredOptions(config));
  const [resumed, setResumed] = useState(() => readChoice(options));
  const [pending, setPending] = useState<SignInOption>();
  const [failure, setFailure] = useState(refusalInUrl);

  const succeed = (identity: IdentityApi) =>
    props.onSignInSuccess(forgettingOnSignOut(identity));
  const fail = (option: SignInOption, error?: Error) => {
    writeChoice(undefined);
    setResumed(undefined);
    setPending(undefined);
    setFailure(error && `${option.title}: ${error.message}`);
  };
  const choose = (option: SignInOption) => {
    setFailure(undefined);
    // Before the window opens: with a redirect, this page is gone after it.
    writeChoice(option);
    if (!option.apiRef) {
      setResumed(option);
      return;
    }
    setPending(option);
    signInWithWindow(apis.get(option.apiRef), environmentOf(config), option)
      .then(succeed)
      .catch(error => fail(option, error));
  };

  if (!resumed) {
    return (
      <SignInChoice
        options={options}
        pending={pending}
        failure={failure}
        onChoose={choose}
      />
    );
  }
  return resumed.apiRef ? (
    <ResumedSession
      api={apis.get(resumed.apiRef)}
      onSuccess={succeed}
      onFailure={error => fail(resumed, error)}
    />
  ) : (
    <ProxiedSignInPage
      provider={resumed.provider}
      onSignInSuccess={identity => succeed(identity as IdentityApi)}
      ErrorComponent={({ error }) => (
        <Failed
          onFailure={() => fail(resumed, error ?? new Error('unknown error'))}
        />
      )}
    />
  );
}

/** Leads back to the choice instead of a dead end. */
function Failed(props: { onFailure: () => void }) {
  const { onFailure } = props;
  // Only once, though the callback is another one with each render.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(onFailure, []);
  return null;
}

/** Goes on with a session that is there; a window needs a click. */
function ResumedSession(props: {
  api: OAuthApi | undefined;
  onSuccess: (identity: IdentityApi) => void;
  /** Without an error where there is no session any more. */
  onFailure: (error?: Error) => void;
}) {
  const { api, onSuccess, onFailure } = props;
  useEffect(() => {
    let left = false;
    const resume = async () => {
      const session = await api?.getBackstageIdentity({ optional: true });
      if (left) {
        return;
      }
      if (api && session) {
        onSuccess(
          UserIdentity.create({ identity: session.identity, authApi: api }),
        );
      } else {
        onFailure();
      }
    };
    resume().catch(error => left || onFailure(error));
    return () => {
      left = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api]);
  return <Progress />;
}

async function signInWithWindow(
  api: OAuthApi | undefined,
  environment: string,
  option: SignInOption,
): Promise<IdentityApi> {
  const session = await api?.getBackstageIdentity({ instantPopup: true });
  if (!api || !session) {
    throw new Error(
      `nobody can sign in with it: auth.providers.${option.provider}.${environment}.signIn.resolvers is missing in the configuration`,
    );
  }
  return UserIdentity.create({ identity: session.identity, authApi: api });
}

/** Why a sign-in with a redirect was refused. */
function refusalInUrl(): string | undefined {
  return (
    new URLSearchParams(window.location.search).get('error')?.slice(0, 500) ||
    undefined
  );
}

/** Sign-out leads back to the choice. */
function forgettingOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    signOut: () => {
      writeChoice(undefined);
      return identity.signOut();
    },
  };
}
