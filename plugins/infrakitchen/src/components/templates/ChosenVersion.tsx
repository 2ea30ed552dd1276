import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  isNotFound,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RecordNotFound, useLinks, Waiting } from '../shared';
import type { TemplateTabProps } from './TemplatePage';
import { templatesTranslationRef } from './translation';

/** Shows the version of a tab once it is there, or that the URL names none. */
export function ChosenVersion(
  props: Omit<TemplateTabProps, 'reload'> & {
    version: TemplateVersion | undefined;
    missing: string | undefined;
    children: (version: TemplateVersion) => ReactNode;
  },
) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions, version, missing, children } = props;
  const links = useLinks();
  if (version) {
    return <>{children(version)}</>;
  }
  if (!missing) {
    return <Waiting />;
  }
  const { error } = versions.kept;
  return error && !isNotFound(error) ? (
    <ApiErrorPanel
      error={error}
      title={t('chosenVersion.theVersionCannotBeLoaded')}
      onRetry={versions.reload}
    />
  ) : (
    <RecordNotFound
      kind="version"
      id={missing}
      within={links.template(template.id, 'versions')}
    />
  );
}
