import { Flex, TextField } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ConnectionPicker } from '../ConnectionPicker';
import { AttachedList } from './AttachedList';
import type { ConnectedDraft } from './connectedDraft';
import { connectedFieldsTranslationRef } from './translation';

/** Props of {@link ConnectedFields}. @public */
export interface ConnectedFieldsProps {
  value: ConnectedDraft;
  onChange: (value: ConnectedDraft) => void;
  /** Keys of the providers that the template allows; any where absent. */
  allowed?: string[];
  /** What the id of what is picked is: the connection's id, or its name. */
  idIs?: 'id' | 'name';
  /** Level of the titles among the headings of the page; 3 where absent. */
  headingLevel?: 3 | 4 | 5;
  isDisabled?: boolean;
}

/**
 * Attaches integrations and secrets that the caller may use.
 *
 * @public
 */
export function ConnectedFields(props: ConnectedFieldsProps) {
  const { t } = useTranslationRef(connectedFieldsTranslationRef);
  const { value, onChange, allowed, idIs, headingLevel, isDisabled } = props;
  const { integrations, secrets } = value;
  const picker = { idIs, isDisabled, enabledOnly: true, usableOnly: true };
  const list = { headingLevel, isDisabled };
  return (
    <Flex direction="column" gap="5">
      {/* None may be attached where no provider is allowed. */}
      {(allowed?.length !== 0 || integrations.length > 0) && (
        <AttachedList
          {...list}
          title={t('integrations.title')}
          description={t('integrations.description')}
          addLabel={t('integrations.add')}
          rowLabel={number => t('integrations.row', { number })}
          removeLabel={number => t('integrations.remove', { number })}
          newItem={{ alias: '' }}
          items={integrations}
          onChange={next => onChange({ ...value, integrations: next })}
          renderItem={(integration, set) => (
            <>
              <div style={{ flex: '2 1 200px' }}>
                <ConnectionPicker
                  {...picker}
                  kind="integration"
                  label={t('integrations.label')}
                  placeholder={t('integrations.search')}
                  providers={allowed}
                  value={integration.picked}
                  onChange={picked => set({ ...integration, picked })}
                />
              </div>
              <TextField
                label={t('integrations.alias')}
                maxLength={63}
                isDisabled={isDisabled}
                value={integration.alias}
                onChange={alias => set({ ...integration, alias })}
                style={{ flex: '1 1 120px' }}
              />
            </>
          )}
        />
      )}
      <AttachedList
        {...list}
        title={t('secrets.title')}
        description={t('secrets.description')}
        addLabel={t('secrets.add')}
        rowLabel={number => t('secrets.row', { number })}
        removeLabel={number => t('secrets.remove', { number })}
        newItem={undefined}
        items={secrets}
        onChange={next => onChange({ ...value, secrets: next })}
        renderItem={(secret, set) => (
          <div style={{ flex: '1 1 200px' }}>
            <ConnectionPicker
              {...picker}
              kind="secret"
              label={t('secrets.label')}
              placeholder={t('secrets.search')}
              value={secret}
              onChange={set}
            />
          </div>
        )}
      />
    </Flex>
  );
}
