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

const texts: Record<CascadeKind, string> = {
  update:
    'Everything with stale inputs or a pending change is updated, what is above before what is below.',
  destroy:
    'It and everything below is destroyed, what is below first. The records stay, so that all of it can be recreated.',
  recreate:
    'Everything that was destroyed is built again, what is above before what is below.',
};

/** Asks how a cascade is to go on, and starts its preview. */
export function StartCascadeDialog(props: {
  kind: CascadeKind;
  title: string;
  /** What it is about, asked for when it is started. */
  target: () => Promise<Pick<CascadeInput, 'rootId' | 'resourceIds'>>;
  onClose: () => void;
}) {
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
      confirmLabel="Show the plans"
      reason="optional"
      isBlocked={Number.isNaN(maxParallel)}
      onClose={onClose}
      onConfirm={start}
    >
      <Flex direction="column" gap="3">
        <Text as="p">
          {texts[kind]} All plans are shown first; nothing is changed before you
          confirm them.
        </Text>
        <TextField
          label="Runs at once"
          description="From 1 to 99; the portal may limit it."
          inputMode="numeric"
          value={parallel}
          onChange={setParallel}
          isInvalid={Number.isNaN(maxParallel)}
        />
        <Checkbox isSelected={stopOnFailure} onChange={setStopOnFailure}>
          Stop at the first failure
        </Checkbox>
      </Flex>
    </ConfirmDialog>
  );
}
