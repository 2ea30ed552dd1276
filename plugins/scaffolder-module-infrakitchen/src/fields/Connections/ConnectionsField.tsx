import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { jsonEquals } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConnectedFields,
  ConnectionPicker,
  EmptyState,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { readPlace, useTemplate } from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';
import {
  draftOf,
  valueOf,
  type ConnectionsDraft,
  type ConnectionsFieldValue,
} from './connectionsValue';
import type { ConnectionsOptions } from './schema';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

type Props = FieldExtensionComponentProps<
  ConnectionsFieldValue,
  ConnectionsOptions
>;

/** Connects a resource: integrations and secrets of its runs, and its storage. */
export function ConnectionsField(props: Props) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { formData, onChange, disabled } = props;
  const { label, description } = textsOf(props, {
    title: t('connectionsField.connections'),
  });
  const { template: key } = readPlace(
    props.uiSchema['ui:options'],
    formDataOf(props),
  );
  const template = useTemplate(key);
  const [rows, setRows] = useState(() => draftOf(formData));
  // What a link or an earlier task has brought wins over rows of before.
  const written = draftOf(formData);
  const isCurrent = jsonEquals(valueOf(rows), valueOf(written));
  const draft = isCurrent ? rows : written;
  const change = (patch: Partial<ConnectionsDraft>) => {
    const next = { ...draft, ...patch };
    setRows(next);
    onChange(valueOf(next));
  };
  return (
    <FieldFrame field={props}>
      <section aria-label={label}>
        <Flex direction="column" gap="5">
          <Flex direction="column" gap="1">
            <Text as="h4" variant="title-x-small">
              {label}
            </Text>
            {description && <Text color="secondary">{description}</Text>}
            {template.error && (
              <Text color="danger">{template.error.message}</Text>
            )}
          </Flex>
          {key ? (
            <>
              <ConnectedFields
                value={draft.connected}
                onChange={connected => change({ connected })}
                allowed={template.value?.conventions.allowedIntegrations}
                idIs="name"
                headingLevel={5}
                isDisabled={disabled}
              />
              <ConnectionPicker
                kind="storage"
                idIs="name"
                enabledOnly
                usableOnly
                isDisabled={disabled}
                label={t('connectionsField.storageOfTheState')}
                description={t(
                  'connectionsField.theManagedStorageWhereNothing',
                )}
                placeholder={t('connectionsField.searchStorages')}
                value={draft.storage}
                onChange={storage => change({ storage })}
              />
            </>
          ) : (
            <EmptyState
              title={t('connectionsField.noTemplateIsChosenYet')}
              description={t('connectionsField.whatItsResourcesCanBe')}
            />
          )}
        </Flex>
      </section>
    </FieldFrame>
  );
}
