import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import type { ViolationPage } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ViolationList } from './ViolationList';
import { templatesTranslationRef } from './translation';

/** Shows on request which resources would break what is not saved yet. */
export function ViolationCheck(props: {
  /** Changes with what is asked for, so that no old answer stays. */
  of: string;
  load: (cursor?: string, signal?: AbortSignal) => Promise<ViolationPage>;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { of, load } = props;
  const [asked, setAsked] = useState<string>();
  return (
    <Flex direction="column" gap="3">
      <div>
        <Button variant="secondary" onPress={() => setAsked(of)}>
          {t('violationCheck.checkExistingResources')}
        </Button>
      </div>
      {asked === of && (
        <ViolationList
          key={asked}
          load={load}
          fine={t('violationCheck.noResourceWouldBreakIt')}
        />
      )}
    </Flex>
  );
}
