import { useEffect, useMemo, useState } from 'react';
import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink, Text, VisuallyHidden } from '@backstage/ui';
import {
  RiCheckboxBlankCircleLine,
  RiCheckboxCircleFill,
} from '@remixicon/react';
import type {
  Overview,
  SetupStep,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Section, useLinks, type Links } from '../shared';
import styles from './FirstSteps.module.css';

interface StepText {
  title: string;
  text: string;
  action: string;
  href: (links: Links) => string;
  /** Needs the role of an administrator. */
  forPlatform?: boolean;
}

const texts: Record<SetupStep['id'], StepText> = {
  connect: {
    title: 'Connect a cloud',
    text: 'An integration gives runs their credentials. It is not needed where the engine has credentials of its own.',
    action: 'Add an integration',
    href: links => links.newConnection('integration'),
    forPlatform: true,
  },
  import: {
    title: 'Import a module',
    text: 'A Terraform or OpenTofu module from git becomes a template. Its variables are shown before anything is saved.',
    action: 'Import module',
    href: links => links.importTemplate,
    forPlatform: true,
  },
  arrange: {
    title: 'Arrange the templates',
    text: 'Put templates below others: abstract ones, such as an account or a region, give structure and hand values down.',
    action: 'Create template',
    href: links => links.newTemplate,
    forPlatform: true,
  },
  create: {
    title: 'Create a resource',
    text: 'Choose a template, what it is below, and its values. Nothing is built yet.',
    action: 'Create resource',
    href: links => links.newResource(),
  },
  provision: {
    title: 'Provision it',
    text: 'A dry run shows the plan. Provisioning applies it, once those have approved who have to.',
    action: 'Show what is not provisioned',
    href: links => `${links.resources}?state=provision`,
  },
};

const BUCKET = 'infrakitchen-overview';
const AWAY = 'firstStepsPutAway';

/**
 * The way from an empty portal to something that is built. Shown until it is
 * gone, or the reader puts it away.
 */
export function FirstSteps(props: {
  setup: SetupStep[];
  access: Overview['access'];
}) {
  const { setup, access } = props;
  const api = useApi(storageApiRef);
  const storage = useMemo(() => api.forBucket(BUCKET), [api]);
  const [isAway, setAway] = useState(
    () => storage.snapshot<boolean>(AWAY).value === true,
  );
  useEffect(() => {
    // A storage on the server knows it only a moment later.
    const subscription = storage
      .observe$<boolean>(AWAY)
      .subscribe(({ value }) => setAway(value === true));
    return () => subscription.unsubscribe();
  }, [storage]);
  const links = useLinks();
  const put = (away: boolean) => {
    setAway(away);
    storage.set(AWAY, away);
  };
  const next = setup.find(({ done }) => !done);
  if (!next) {
    return null;
  }
  if (isAway) {
    return (
      <div>
        <Button size="small" variant="tertiary" onPress={() => put(false)}>
          Show first steps
        </Button>
      </div>
    );
  }
  const done = setup.filter(step => step.done).length;
  return (
    <Section
      title="First steps"
      actions={
        <Button size="small" variant="secondary" onPress={() => put(true)}>
          Put away
        </Button>
      }
    >
      <Text as="p" color="secondary">
        {done} of {setup.length} done
      </Text>
      <ol className={styles.steps}>
        {setup.map(step => (
          <Step
            key={step.id}
            step={step}
            isNext={step === next}
            mayDo={!texts[step.id].forPlatform || access.globalRole === 'admin'}
            links={links}
          />
        ))}
      </ol>
    </Section>
  );
}

function Step(props: {
  step: SetupStep;
  isNext: boolean;
  mayDo: boolean;
  links: Links;
}) {
  const { step, isNext, mayDo, links } = props;
  const { title, text, action, href } = texts[step.id];
  return (
    <li
      className={`${styles.step} ${step.done ? styles.done : ''}`}
      aria-current={isNext ? 'step' : undefined}
    >
      {step.done ? (
        <RiCheckboxCircleFill aria-hidden="true" className={styles.icon} />
      ) : (
        <RiCheckboxBlankCircleLine aria-hidden="true" className={styles.icon} />
      )}
      <div className={styles.what}>
        <Text as="h4" variant="body-medium" weight="bold">
          {title}
          <VisuallyHidden>{step.done ? ', done' : ', to do'}</VisuallyHidden>
        </Text>
        {!step.done && (
          <Text as="p" color="secondary">
            {text}
            {!mayDo && ' A platform engineer does this.'}
          </Text>
        )}
      </div>
      {!step.done && mayDo && (
        <ButtonLink
          size="small"
          variant={isNext ? 'primary' : 'secondary'}
          href={href(links)}
        >
          {action}
        </ButtonLink>
      )}
    </li>
  );
}
