import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Radio, RadioGroup, Text } from '@backstage/ui';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { runsTranslationRef } from './translation';

/** Settles a run whose end nobody saw: a human says what it did, and why. */
export function ResolveRunDialog(props: {
  run: RunDetail;
  isOpen: boolean;
  onClose: () => void;
  onResolved: () => void;
}) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { run, isOpen, onClose, onResolved } = props;
  const api = useInfrakitchenApi();
  const [outcome, setOutcome] = useState<'failed' | 'succeeded'>('failed');
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('resolveRunDialog.resolveTheRun')}
      confirmLabel={t('resolveRunDialog.resolve')}
      reason="required"
      onClose={onClose}
      onConfirm={async reason => {
        await api.actOnRun(run.id, 'resolve', { outcome, reason });
        onResolved();
      }}
    >
      <Flex direction="column" gap="3">
        <Text as="p">{t('resolveRunDialog.nobodySawHowThisRun')}</Text>
        <RadioGroup
          label={t('resolveRunDialog.whatDidTheRunDo')}
          value={outcome}
          onChange={value => setOutcome(value as 'failed' | 'succeeded')}
        >
          <Radio value="failed">
            {t('resolveRunDialog.itFailedObjectsMayBe')}
          </Radio>
          <Radio value="succeeded">
            {t('resolveRunDialog.itDidAllThatWas')}
          </Radio>
        </RadioGroup>
      </Flex>
    </ConfirmDialog>
  );
}
