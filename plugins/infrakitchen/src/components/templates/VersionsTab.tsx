import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSearchParams } from 'react-router-dom';
import { Button, Flex } from '@backstage/ui';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { AddVersion } from './AddVersion';
import type { TemplateTabProps } from './TemplatePage';
import { VersionCard } from './VersionCard';
import { templatesTranslationRef } from './translation';

/** Stands in the URL while the form is open. */
const ADD = 'add';

/** The versions of a template, newest first. */
export function VersionsTab(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions, reload } = props;
  const [params, setParams] = useSearchParams();
  const adding = params.has(ADD);
  const setAdding = (add: boolean) =>
    setParams(
      old => {
        const next = new URLSearchParams(old);
        if (add) {
          next.set(ADD, 'version');
        } else {
          next.delete(ADD);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Flex direction="column" gap="4">
      {adding ? (
        <AddVersion
          template={template}
          latest={versions[0]}
          onClose={() => setAdding(false)}
          onAdded={async () => {
            setAdding(false);
            await reload();
          }}
        />
      ) : (
        <div>
          <Button variant="primary" onPress={() => setAdding(true)}>
            {t('versionsTab.addVersion')}
          </Button>
        </div>
      )}
      {versions.length === 0 && !adding && (
        <EmptyState
          title={t('versionsTab.noVersionsYet')}
          description={t('versionsTab.aVersionIsAModule')}
        />
      )}
      {versions.map(version => (
        <VersionCard
          key={version.id}
          version={version}
          versions={versions}
          reload={reload}
        />
      ))}
    </Flex>
  );
}
