import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { Flex, Link } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useGoTo, useLinks } from '../shared';
import type { TemplateTabProps } from './TemplatePage';
import { VersionCard } from './VersionCard';
import { templatesTranslationRef } from './translation';

/** One version at an address of its own, however old it is. */
export function VersionPage(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, reload } = props;
  const { versionId = '' } = useParams();
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const data = useAsyncData(
    signal => api.getVersion(versionId, { signal }),
    [api, versionId],
  );
  const all = links.template(template.id, 'versions');
  return (
    <Flex direction="column" gap="4">
      <Link href={all}>{t('versionPage.allVersions')}</Link>
      <Loaded
        data={data}
        errorTitle={t('versionPage.theVersionCannotBeLoaded')}
        record={{ kind: 'version', id: versionId, within: all }}
      >
        {version => (
          <VersionCard
            version={version}
            onDeleted={() => goTo(all)}
            reload={async () => {
              await Promise.all([data.reload(), reload()]);
            }}
          />
        )}
      </Loaded>
    </Flex>
  );
}
