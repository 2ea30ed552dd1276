import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { ResourceCode } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  PatchView,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { isOpen, PullRequestLink } from '../../pullRequests';
import { Loaded, Section, useNotify } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef, type Translate } from './translation';

const codeTexts: (
  t: Translate,
) => Record<ResourceCode['state'], string> = t => ({
  unknown: t('codeSection.nothingWasMergedYet'),
  same: t('codeSection.theFolderIsAsIt'),
  pending: t('codeSection.whatWasMergedWaitsTo'),
  edited: t('codeSection.theFolderWasEditedBy'),
  removed: t('codeSection.theFolderWasRemovedBy'),
});

/** Whether somebody has changed the folder by hand. */
export function CodeSection(props: {
  resource: ResourceTabProps['resource'];
  mayEdit: boolean;
  refreshKey: string;
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, mayEdit, refreshKey, onChanged } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getResourceCode(resource.id, { signal }),
    [api, resource.id, resource.status, refreshKey],
  );
  return (
    <Section
      title={t('codeSection.generatedCode')}
      actions={
        <Button
          variant="secondary"
          size="small"
          isPending={data.loading && data.value !== undefined}
          onPress={() => data.reload()}
        >
          {t('codeSection.lookAgain')}
        </Button>
      }
    >
      <Loaded data={data} errorTitle={t('codeSection.theFolderCannotBeRead')}>
        {code => (
          <Code
            {...{ code, mayEdit }}
            resourceId={resource.id}
            onChanged={onChanged}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Code(props: {
  code: ResourceCode;
  resourceId: string;
  mayEdit: boolean;
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { code, resourceId, mayEdit, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  const isDrifted = code.state === 'edited' || code.state === 'removed';
  if (!isDrifted) {
    return <Text as="p">{codeTexts(t)[code.state]}</Text>;
  }
  return (
    <Flex direction="column" gap="3">
      <Alert
        status="warning"
        icon
        title={codeTexts(t)[code.state]}
        description={
          code.pullRequest && isOpen(code.pullRequest) ? (
            <PullRequestLink pullRequest={code.pullRequest} />
          ) : (
            t('codeSection.thePortalDoesNotApply')
          )
        }
      />
      {code.diff?.text && (
        <PatchView
          label={t('codeSection.whatWasEdited')}
          patch={code.diff.text}
          truncated={code.diff.truncated}
        />
      )}
      {mayEdit && !(code.pullRequest && isOpen(code.pullRequest)) && (
        <div>
          <Button variant="secondary" onPress={() => setAsking(true)}>
            {t('codeSection.takeBack')}
          </Button>
        </div>
      )}
      <ConfirmDialog
        isOpen={asking}
        title={t('codeSection.takeTheEditsBack')}
        confirmLabel={t('codeSection.openPullRequest')}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await api.takeBackResourceCode(resourceId);
          notify(t('codeSection.aPullRequestTakesThe'));
          await onChanged();
        }}
      >
        {t('codeSection.aPullRequestBringsBack', {
          folder: <code>{code.folder}</code>,
        })}
      </ConfirmDialog>
    </Flex>
  );
}
