import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { Button, ButtonIcon, Flex, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import { IntegrationPicker, SecretPicker } from '../../shared';
import type { ConnectedDraft } from './connectedDraft';
import { resourcesConnectionsTranslationRef } from './translation';

/** Attaches integrations and secrets. */
export function ConnectedFields(props: {
  value: ConnectedDraft;
  onChange: (value: ConnectedDraft) => void;
  /** Keys of the providers that the template allows; any where absent. */
  allowed?: string[];
}) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const { value, onChange, allowed } = props;
  const { integrations, secrets } = value;
  return (
    <Flex direction="column" gap="5">
      <Rows
        title={t('connectedFields.integrations')}
        description={t('connectedFields.credentialsThatRunsOfThe')}
        addLabel={t('connectedFields.attachIntegration')}
        onAdd={() =>
          onChange({ ...value, integrations: [...integrations, { alias: '' }] })
        }
      >
        {integrations.map((integration, index) => {
          const set = (patch: Partial<typeof integration>) =>
            onChange({
              ...value,
              integrations: integrations.map((each, at) =>
                at === index ? { ...each, ...patch } : each,
              ),
            });
          return (
            <Row
              key={index}
              label={t('connectedFields.integrationNumber', {
                number: String(index + 1),
              })}
              onRemove={() =>
                onChange({
                  ...value,
                  integrations: integrations.filter((_, at) => at !== index),
                })
              }
            >
              <div style={{ flex: '2 1 200px' }}>
                <IntegrationPicker
                  label={t('connectedFields.integration')}
                  enabledOnly
                  providers={allowed}
                  value={integration.picked}
                  onChange={picked => set({ picked })}
                />
              </div>
              <TextField
                label={t('connectedFields.alias')}
                maxLength={63}
                value={integration.alias}
                onChange={alias => set({ alias })}
                style={{ flex: '1 1 120px' }}
              />
            </Row>
          );
        })}
      </Rows>
      <Rows
        title={t('connectedFields.secrets')}
        description={t('connectedFields.theirValuesReachTheModule')}
        addLabel={t('connectedFields.attachSecret')}
        onAdd={() => onChange({ ...value, secrets: [...secrets, undefined] })}
      >
        {secrets.map((secret, index) => (
          <Row
            key={index}
            label={t('connectedFields.secretNumber', {
              number: String(index + 1),
            })}
            onRemove={() =>
              onChange({
                ...value,
                secrets: secrets.filter((_, at) => at !== index),
              })
            }
          >
            <div style={{ flex: '1 1 200px' }}>
              <SecretPicker
                label={t('connectedFields.secret')}
                enabledOnly
                value={secret}
                onChange={picked =>
                  onChange({
                    ...value,
                    secrets: secrets.map((each, at) =>
                      at === index ? picked : each,
                    ),
                  })
                }
              />
            </div>
          </Row>
        ))}
      </Rows>
    </Flex>
  );
}

function Rows(props: {
  title: string;
  description: string;
  addLabel: string;
  onAdd: () => void;
  children: ReactNode;
}) {
  const { title, description, addLabel, onAdd, children } = props;
  return (
    <section aria-label={title}>
      <Flex direction="column" gap="3">
        <div>
          <Text as="h3" variant="title-x-small">
            {title}
          </Text>
          <Text as="p" color="secondary" variant="body-small">
            {description}
          </Text>
        </div>
        {children}
        <div>
          <Button variant="secondary" iconStart={<RiAddLine />} onPress={onAdd}>
            {addLabel}
          </Button>
        </div>
      </Flex>
    </section>
  );
}

function Row(props: {
  label: string;
  onRemove: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const { label, onRemove, children } = props;
  return (
    <Flex
      align="end"
      gap="2"
      role="group"
      aria-label={label}
      style={{ flexWrap: 'wrap' }}
    >
      {children}
      <ButtonIcon
        variant="tertiary"
        aria-label={t('connectedFields.detachToLowerCase', {
          toLowerCase: label.toLowerCase(),
        })}
        icon={<RiDeleteBin6Line />}
        onPress={onRemove}
      />
    </Flex>
  );
}
