import { useState } from 'react';
import { Flex, Radio, RadioGroup, Text } from '@backstage/ui';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Settles a run whose end nobody saw: a human says what it did, and why. */
export function ResolveRunDialog(props: {
  run: RunDetail;
  isOpen: boolean;
  onClose: () => void;
  onResolved: () => void;
}) {
  const { run, isOpen, onClose, onResolved } = props;
  const api = useInfrakitchenApi();
  const [outcome, setOutcome] = useState<'failed' | 'succeeded'>('failed');
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title="Resolve the run"
      confirmLabel="Resolve"
      reason="required"
      onClose={onClose}
      onConfirm={async reason => {
        await api.actOnRun(run.id, 'resolve', { outcome, reason });
        onResolved();
      }}
    >
      <Flex direction="column" gap="3">
        <Text as="p">
          Nobody saw how this run ended. Look into the cloud and the log, then
          say what it did.
        </Text>
        <RadioGroup
          label="What did the run do?"
          value={outcome}
          onChange={value => setOutcome(value as 'failed' | 'succeeded')}
        >
          <Radio value="failed">It failed; objects may be missing</Radio>
          <Radio value="succeeded">It did all that was planned</Radio>
        </RadioGroup>
      </Flex>
    </ConfirmDialog>
  );
}
