import {
  Flex,
  SearchField,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { ChangeAction } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actionLabels, type PlanGrouping } from './planRows';

/** What the list of a plan shows; kept where its page keeps it. @public */
export interface PlanViewState {
  text: string;
  /** Empty for all. */
  actions: ChangeAction[];
  groupBy: PlanGrouping;
}

/** Narrows the objects of a plan down, and groups them. */
export function PlanToolbar(props: {
  /** Actions that the plan has. */
  present: ChangeAction[];
  hasModules: boolean;
  state: PlanViewState;
  onChange: (state: PlanViewState) => void;
}) {
  const { present, hasModules, state, onChange } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label="Filter objects"
        placeholder="Address, type, attribute or value"
        value={state.text}
        onChange={text => onChange({ ...state, text })}
        style={{ flex: '1 1 220px' }}
      />
      {present.length > 1 && (
        <ToggleButtonGroup
          aria-label="Filter by action"
          selectionMode="multiple"
          selectedKeys={state.actions}
          onSelectionChange={keys =>
            onChange({ ...state, actions: [...keys] as ChangeAction[] })
          }
        >
          {present.map(action => (
            <ToggleButton key={action} id={action}>
              {actionLabels[action]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      {hasModules && (
        <ToggleButtonGroup
          aria-label="Group by"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[state.groupBy]}
          onSelectionChange={keys =>
            onChange({ ...state, groupBy: [...keys][0] as PlanGrouping })
          }
        >
          <ToggleButton id="action">By action</ToggleButton>
          <ToggleButton id="module">By module</ToggleButton>
        </ToggleButtonGroup>
      )}
    </Flex>
  );
}
