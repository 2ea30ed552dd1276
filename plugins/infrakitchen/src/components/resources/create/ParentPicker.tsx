import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Alert, Flex, Link, Select } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../../shared';
import { resourcesCreateTranslationRef } from './translation';

/** Children need a parent that is there already. */
function canBeParent(resource: Resource): boolean {
  return resource.abstract
    ? resource.state !== 'destroyed'
    : resource.state === 'provisioned';
}

/** Chooses a resource of one template, searched for on the server. */
export function ParentPicker(props: {
  templateId: string;
  templateName: string;
  value: string | undefined;
  onChange: (resourceId: string) => void;
  isInvalid?: boolean;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { templateId, templateName, value, onChange } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const [search, setSearch] = useState('');
  const found = useAsyncData(
    async signal => {
      const page = await api.listResources(
        {
          filter: [`templateId=${templateId}`, 'living=true'],
          q: search.trim() || undefined,
          orderBy: 'name',
          limit: 50,
        },
        { signal },
      );
      const isListed = page.items.some(({ id }) => id === value);
      // The chosen one stays known, also when the search does not find it.
      return value && !isListed
        ? [await api.getResource(value, { signal }), ...page.items]
        : page.items;
    },
    [api, templateId, search],
  );
  const [shown, setShown] = useState<Resource[]>([]);
  if (found.value && found.value !== shown) {
    setShown(found.value);
  }
  const nothing = found.value?.length === 0 && search === '';
  return (
    <Flex direction="column" gap="2">
      <Select
        label={templateName}
        isRequired
        isInvalid={props.isInvalid}
        placeholder={t('parentPicker.chooseATemplateName', { templateName })}
        search={{
          mode: 'server',
          inputValue: search,
          onInputChange: setSearch,
          placeholder: t('parentPicker.searchByName'),
        }}
        options={shown.map(resource => ({
          id: resource.id,
          label: resource.name,
          description: canBeParent(resource)
            ? resource.description
            : t('parentPicker.notPossibleItIsState', { state: resource.state }),
          disabled: !canBeParent(resource),
        }))}
        value={value ?? null}
        onChange={key => key && onChange(String(key))}
      />
      {nothing && (
        <Alert
          status="warning"
          icon
          title={t('parentPicker.thereIsNoTemplateName', { templateName })}
          description={
            <Link href={links.newResource({ templateId })}>
              {t('parentPicker.createATemplateNameFirst', { templateName })}
            </Link>
          }
        />
      )}
      {found.error && (
        <ApiErrorPanel
          error={found.error}
          title={t('parentPicker.thePossibleParentsCannotBe')}
          onRetry={found.reload}
        />
      )}
    </Flex>
  );
}
