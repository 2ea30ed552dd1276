import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Flex, Text } from '@backstage/ui';
import { Section } from './Section';
import styles from './Wizard.module.css';
import { sharedTranslationRef } from './translation';

/** A step of a {@link Wizard}. */
export interface WizardStep {
  id: string;
  title: string;
  content: ReactNode;
  /** What is missing before the next step; shown when somebody tries. */
  problem?: string;
  /** A table, which takes all the room there is. */
  wide?: boolean;
}

const STEP = 'step';

/**
 * Leads through steps to an end; going back loses nothing. The step stands in
 * the URL, and no step is shown before those that it needs.
 */
export function Wizard(props: {
  label: string;
  steps: WizardStep[];
  /** Buttons of the last step. */
  finish: ReactNode;
  /** Somebody tried to leave a step that is not complete. */
  onProblem?: (stepId: string) => void;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const { label, steps, finish, onProblem } = props;
  const [params, setParams] = useSearchParams();
  const [tried, setTried] = useState<string>();
  const heading = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const wanted = steps.findIndex(({ id }) => id === params.get(STEP));
  const open = steps.findIndex(({ problem }) => problem);
  const at = Math.max(0, open < 0 ? wanted : Math.min(wanted, open));
  const step = steps[at];
  const isLast = at === steps.length - 1;

  useEffect(() => {
    // Readers and keyboards go on where the new step begins.
    if (moved.current) {
      heading.current?.focus();
    }
  }, [at]);

  const go = (to: number) => {
    moved.current = true;
    setTried(undefined);
    setParams(old => {
      const next = new URLSearchParams(old);
      next.set(STEP, steps[to].id);
      return next;
    });
  };
  const next = () => {
    if (step.problem) {
      setTried(step.id);
      onProblem?.(step.id);
    } else {
      go(at + 1);
    }
  };

  return (
    <Flex direction="column" gap="4">
      <ol className={styles.steps} aria-label={label}>
        {steps.map((other, index) => (
          <li key={other.id} aria-current={index === at ? 'step' : undefined}>
            {other.title}
          </li>
        ))}
      </ol>
      <div ref={heading} tabIndex={-1} style={{ outline: 'none' }}>
        <Section title={step.title} form={!step.wide}>
          <Flex direction="column" gap="4">
            {step.content}
            {tried === step.id && step.problem && (
              <Text color="danger" role="alert">
                {step.problem}
              </Text>
            )}
            <Flex justify="end" gap="2" style={{ flexWrap: 'wrap' }}>
              {at > 0 && (
                <Button variant="secondary" onPress={() => go(at - 1)}>
                  {t('wizard.back')}
                </Button>
              )}
              {isLast ? (
                finish
              ) : (
                <Button variant="primary" onPress={next}>
                  {t('wizard.next')}
                </Button>
              )}
            </Flex>
          </Flex>
        </Section>
      </div>
    </Flex>
  );
}
