import { useState } from 'react';
import { ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import {
  Alert,
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  Text,
} from '@backstage/ui';
import {
  demoIdentities,
  readChoice,
  writeChoice,
  type DemoIdentity,
} from './identities';
import styles from './SignInPage.module.css';

/** Offers the demo identities; the choice holds until sign-out. */
export function SignInPage(props: SignInPageProps) {
  const [chosen, setChosen] = useState(readChoice);
  const choose = (identity: DemoIdentity | undefined) => {
    writeChoice(identity);
    setChosen(identity);
  };

  return chosen ? (
    <ProxiedSignInPage
      provider={chosen.provider}
      onSignInSuccess={identity =>
        props.onSignInSuccess(forgettingOnSignOut(identity as IdentityApi))
      }
      ErrorComponent={({ error }) => (
        <Choice
          onChoose={identity => {
            // The same card again must sign in anew, not show the old failure.
            setChosen(undefined);
            setTimeout(() => choose(identity));
          }}
          failure={`${chosen.title}: ${error?.message ?? 'unknown error'}`}
        />
      )}
    />
  ) : (
    <Choice onChoose={choose} />
  );
}

function Choice(props: {
  onChoose: (identity: DemoIdentity) => void;
  failure?: string;
}) {
  const title =
    useApi(configApiRef).getOptionalString('app.title') ??
    'InfraKitchen for Backstage';
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <Text as="h1" variant="title-medium" weight="bold">
          {title}
        </Text>
        <Text as="p" color="secondary">
          Self-service infrastructure from Terraform and OpenTofu modules.
          Choose whom to sign in as.
        </Text>
      </header>
      {props.failure && (
        <div role="alert">
          <Alert
            status="danger"
            icon
            title="Signing in failed"
            description={`${props.failure}. Check that the backend is running and offers this sign-in provider, then try again.`}
          />
        </div>
      )}
      <ul className={styles.cards}>
        {demoIdentities.map(identity => (
          <li key={identity.provider}>
            <Card className={styles.card}>
              <CardHeader>
                <Text as="h2" variant="title-x-small">
                  {identity.title}
                </Text>
              </CardHeader>
              <CardBody>
                <Text as="p" color="secondary">
                  {identity.description}
                </Text>
              </CardBody>
              <CardFooter>
                <Button
                  variant="primary"
                  aria-label={`Sign in as ${identity.title}`}
                  onPress={() => props.onChoose(identity)}
                >
                  Sign in
                </Button>
              </CardFooter>
            </Card>
          </li>
        ))}
      </ul>
    </main>
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
