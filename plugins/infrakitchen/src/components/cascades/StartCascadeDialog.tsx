import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Checkbox, Flex, Text, TextField } from '@backstage/ui';
import type {
  CascadeInput,
  CascadeKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useGoTo, useLinks } from '../shared';
import { cascadesTranslationRef, type Translate } from './translation';

const texts: (t: Translate) => Record<CascadeKind, string> = t => ({
  update: t('startCascadeDialog.everythingWithStaleInputsOr'),
  destroy: t('startCascadeDialog.itAndEverythingBelowIs'),
  recreate: t('startCascadeDialog.everythingThatWasDestroyedIs'),
});

/** Asks how a cascade is to go on, and starts its preview. */
export function StartCascadeDialog(props: {
  kind: CascadeKind;
  title: string;
  /** What it is about, asked for when it is started. */
  target: () => Promise<Pick<CascadeInput, 'rootId' | 'resourceIds'>>;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { kind, title, target, onClose } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const [parallel, setParallel] = useState('4');
  const [stopOnFailure, setStopOnFailure] = useState(true);
  const maxParallel = /^[1-9][0-9]?$/.test(parallel) ? Number(parallel) : NaN;

  const start = async (reason: string | undefined) => {
    const cascade = await api.createCascade({
      kind,
      ...(await target()),
      maxParallel,
      stopOnFailure,
      reason,
    });
    goTo(links.cascade(cascade.id));
  };
  return (
    <ConfirmDialog
      isOpen
      title={title}
      confirmLabel={t('startCascadeDialog.showThePlans')}
      reason="optional"
      isBlocked={Number.isNaN(maxParallel)}
      onClose={onClose}
      onConfirm={start}
    >
      <Flex direction="column" gap="3">
        <Text as="p">
          {texts(t)[kind]} {t('startCascadeDialog.allPlansAreShownFirst')}
        </Text>
        <TextField
          label={t('startCascadeDialog.runsAtOnce')}
          description={t('startCascadeDialog.from1To99The')}
          inputMode="numeric"
          value={parallel}
          onChange={setParallel}
          isInvalid={Number.isNaN(maxParallel)}
        />
        <Checkbox isSelected={stopOnFailure} onChange={setStopOnFailure}>
          {t('startCascadeDialog.stopAtTheFirstFailure')}
        </Checkbox>
      </Flex>
    </ConfirmDialog>
  );
}
