import { useMemo, useState } from 'react';
import {
  Alert,
  Flex,
  SearchField,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type {
  ChangeAction,
  Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '../EmptyState';
import { ObjectChangeList } from './ObjectChangeList';
import { PlanOutputs } from './PlanOutputs';
import { PlanSummaryView } from './PlanSummaryView';
import {
  actionLabels,
  actionOrder,
  losesData,
  type PlanFilter,
} from './planRows';

/** Fewer objects are seen at a glance. */
const WORTH_FILTERING = 3;

const everything: PlanFilter = { text: '', actions: new Set() };

/**
 * What a run would do: counts, objects by action with their attributes, what
 * was changed behind the engine's back, and outputs.
 *
 * @public
 */
export function PlanView(props: { plan: Plan }) {
  const { plan } = props;
  const [text, setText] = useState('');
  const [actions, setActions] = useState<ReadonlySet<ChangeAction>>(new Set());
  const filter = useMemo(() => ({ text, actions }), [text, actions]);
  const present = actionOrder.filter(action =>
    plan.changes.some(change => change.action === action),
  );
  const destroyed = plan.summary.delete + plan.summary.replace;
  const dataLoss = plan.changes.filter(losesData).length;

  return (
    <Flex direction="column" gap="4">
      <PlanSummaryView summary={plan.summary} />
      {destroyed > 0 && (
        <Alert
          status="warning"
          icon
          title={`This plan destroys ${destroyed} object${
            destroyed === 1 ? '' : 's'
          }`}
          description={
            dataLoss > 0
              ? `${dataLoss} of them look as if they hold data. Make sure that there is a copy.`
              : 'Check that nothing still needs them.'
          }
        />
      )}
      {plan.changes.length === 0 ? (
        <EmptyState
          title="Nothing to change"
          description="The cloud already is as the module and its values describe it."
        />
      ) : (
        <>
          {plan.changes.length >= WORTH_FILTERING && (
            <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
              <SearchField
                label="Filter objects"
                placeholder="Address, type or attribute"
                value={text}
                onChange={setText}
                style={{ flex: '1 1 220px' }}
              />
              {present.length > 1 && (
                <ToggleButtonGroup
                  aria-label="Filter by action"
                  selectionMode="multiple"
                  selectedKeys={actions}
                  onSelectionChange={keys =>
                    setActions(new Set(keys) as Set<ChangeAction>)
                  }
                >
                  {present.map(action => (
                    <ToggleButton key={action} id={action}>
                      {actionLabels[action]}
                    </ToggleButton>
                  ))}
                </ToggleButtonGroup>
              )}
            </Flex>
          )}
          <ObjectChangeList
            label="Planned changes"
            changes={plan.changes}
            filter={filter}
          />
        </>
      )}
      {plan.drift.length > 0 && (
        <section aria-label="Drift">
          <Flex direction="column" gap="2">
            <Text as="h3" variant="title-x-small">
              Changed outside of InfraKitchen ({plan.drift.length})
            </Text>
            <Text as="p" color="secondary">
              The cloud differs from the last recorded state. An apply brings
              the objects back to what the module describes.
            </Text>
            <ObjectChangeList
              label="Changed outside"
              changes={plan.drift}
              filter={everything}
            />
          </Flex>
        </section>
      )}
      <PlanOutputs changes={plan.outputChanges} />
      <Text variant="body-x-small" color="secondary">
        Digest <code style={{ overflowWrap: 'anywhere' }}>{plan.digest}</code>
      </Text>
    </Flex>
  );
}
