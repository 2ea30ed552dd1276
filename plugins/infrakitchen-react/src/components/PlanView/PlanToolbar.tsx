import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Flex,
  SearchField,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { ChangeAction } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PlanGrouping } from './planRows';
import { planViewTranslationRef } from './translation';

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
  const { t } = useTranslationRef(planViewTranslationRef);
  const { present, hasModules, state, onChange } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label={t('toolbar.search')}
        placeholder={t('toolbar.searchPlaceholder')}
        value={state.text}
        onChange={text => onChange({ ...state, text })}
        style={{ flex: '1 1 220px' }}
      />
      {present.length > 1 && (
        <ToggleButtonGroup
          aria-label={t('toolbar.byAction')}
          selectionMode="multiple"
          selectedKeys={state.actions}
          onSelectionChange={keys =>
            onChange({ ...state, actions: [...keys] as ChangeAction[] })
          }
        >
          {present.map(action => (
            <ToggleButton key={action} id={action}>
              {t(`action.${action}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      {hasModules && (
        <ToggleButtonGroup
          aria-label={t('toolbar.groupBy')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[state.groupBy]}
          onSelectionChange={keys =>
            onChange({ ...state, groupBy: [...keys][0] as PlanGrouping })
          }
        >
          <ToggleButton id="action">{t('toolbar.groupByAction')}</ToggleButton>
          <ToggleButton id="module">{t('toolbar.groupByModule')}</ToggleButton>
        </ToggleButtonGroup>
      )}
    </Flex>
  );
}
