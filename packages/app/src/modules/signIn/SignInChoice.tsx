import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  Text,
} from '@backstage/ui';
import type { SignInOption } from './signInOptions';
import styles from './SignInPage.module.css';

/** The ways to sign in, one card each. */
export function SignInChoice(props: {
  options: SignInOption[];
  /** The one whose window is open. */
  pending?: SignInOption;
  failure?: string;
  onChoose: (option: SignInOption) => void;
}) {
  const { options, pending, failure, onChoose } = props;
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
          {options.length > 1 && ' Choose how to sign in.'}
        </Text>
      </header>
      {failure && (
        <div role="alert" className={styles.notice}>
          <Alert
            status="danger"
            icon
            title="Signing in failed"
            description={`${failure}. Check that the backend is running and offers this sign-in provider, then try again.`}
          />
        </div>
      )}
      {options.length === 0 && (
        <div className={styles.notice}>
          <Alert
            status="warning"
            icon
            title="No way to sign in is configured"
            description="Whoever operates this portal has to configure an auth provider, such as auth.providers.github, for the environment in auth.environment. The guide for signing in has the steps."
          />
        </div>
      )}
      <ul className={styles.cards}>
        {options.map(option => (
          <li key={option.provider} className={styles.item}>
            <Card className={styles.card}>
              <CardHeader>
                <Text as="h2" variant="title-x-small">
                  {option.title}
                </Text>
              </CardHeader>
              <CardBody>
                <Text as="p" color="secondary">
                  {option.description}
                </Text>
              </CardBody>
              <CardFooter>
                <Button
                  variant="primary"
                  aria-label={`Sign in ${option.apiRef ? 'with' : 'as'} ${
                    option.title
                  }`}
                  isPending={pending?.provider === option.provider}
                  onPress={() => onChoose(option)}
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
