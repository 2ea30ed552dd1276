import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { overviewTranslationRef, type Translate } from './translation';

interface StepText {
  title: string;
  text: string;
  action: string;
  href: (links: Links) => string;
  /** Needs the role of an administrator. */
  forPlatform?: boolean;
}

const texts: (t: Translate) => Record<SetupStep['id'], StepText> = t => ({
  connect: {
    title: t('firstSteps.connectACloud'),
    text: t('firstSteps.anIntegrationGivesRunsTheir'),
    action: t('firstSteps.addAnIntegration'),
    href: links => links.newConnection('integration'),
    forPlatform: true,
  },
  import: {
    title: t('firstSteps.importAModule'),
    text: t('firstSteps.aTerraformOrOpenTofu'),
    action: t('firstSteps.importModule'),
    href: links => links.importTemplate,
    forPlatform: true,
  },
  arrange: {
    title: t('firstSteps.arrangeTheTemplates'),
    text: t('firstSteps.putTemplatesBelowOthersAbstract'),
    action: t('firstSteps.createTemplate'),
    href: links => links.newTemplate,
    forPlatform: true,
  },
  create: {
    title: t('firstSteps.createAResource'),
    text: t('firstSteps.chooseATemplateWhatIt'),
    action: t('firstSteps.createResource'),
    href: links => links.newResource(),
  },
  provision: {
    title: t('firstSteps.provisionIt'),
    text: t('firstSteps.aDryRunShowsThe'),
    action: t('firstSteps.showWhatIsNotProvisioned'),
    href: links => `${links.resources}?state=provision`,
  },
});

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
  const { t } = useTranslationRef(overviewTranslationRef);
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
          {t('firstSteps.showFirstSteps')}
        </Button>
      </div>
    );
  }
  const done = setup.filter(step => step.done).length;
  return (
    <Section
      title={t('firstSteps.firstSteps')}
      actions={
        <Button size="small" variant="secondary" onPress={() => put(true)}>
          {t('firstSteps.putAway')}
        </Button>
      }
    >
      <Text as="p" color="secondary">
        {t('firstSteps.doneOfAll', {
          done: String(done),
          all: String(setup.length),
        })}
      </Text>
      <ol className={styles.steps}>
        {setup.map(step => (
          <Step
            key={step.id}
            step={step}
            isNext={step === next}
            mayDo={
              !texts(t)[step.id].forPlatform || access.globalRole === 'admin'
            }
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
  const { t } = useTranslationRef(overviewTranslationRef);
  const { step, isNext, mayDo, links } = props;
  const { title, text, action, href } = texts(t)[step.id];
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
          <VisuallyHidden>
            {step.done ? t('firstSteps.done') : t('firstSteps.toDo')}
          </VisuallyHidden>
        </Text>
        {!step.done && (
          <Text as="p" color="secondary">
            {text}
            {!mayDo && ` ${t('firstSteps.aPlatformEngineerDoesThis')}`}
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
