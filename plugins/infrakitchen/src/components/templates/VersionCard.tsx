import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Link, Select } from '@backstage/ui';
import type {
  TemplateVersion,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  ConfirmDialog,
  KeyValueList,
  TimeAgo,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useAction, useLinks, WriteError } from '../shared';
import { describeLifecycle, lifecycleOptions } from './lifecycle';
import { VersionCompare } from './VersionCompare';
import { templatesTranslationRef, type Translate } from './translation';

/** One version with what can be done with it. */
export function VersionCard(props: {
  version: TemplateVersion;
  reload: () => Promise<void>;
  /** Where it has a page of its own. */
  href?: string;
  /** Instead of a reload once it is gone. */
  onDeleted?: () => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { version, reload, href, onDeleted } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [deleting, setDeleting] = useState(false);
  const [comparing, setComparing] = useState(false);
  const lifecycle = describeLifecycle(t, version.lifecycle);
  const links = useLinks();
  const tabOf = (tab: 'variables' | 'outputs') =>
    links.template(version.templateId, `${tab}?version=${version.id}`);

  const act = (name: 'analyse' | 'enable' | 'disable') =>
    action.run(name, async () => {
      await api.actOnVersion(version.id, name);
      setComparing(old => old || name === 'enable');
      await reload();
    });
  const setLifecycle = (next: VersionLifecycle) =>
    action.run('lifecycle', async () => {
      await api.updateVersion(
        version.id,
        { lifecycle: next },
        { revision: version.revision },
      );
      // What is offered first from now on; what of it breaks others must be seen.
      setComparing(old => old || next === 'active');
      await reload();
    });

  return (
    <Section
      title={t('versionCard.versionRef', { ref: version.ref })}
      actions={
        <Flex gap="2" align="center">
          {href && (
            <Link
              href={href}
              aria-label={t('versionCard.openVersionRef', {
                ref: version.ref,
              })}
            >
              {t('versionCard.open')}
            </Link>
          )}
          <Chip tone={lifecycle.tone}>{lifecycle.label}</Chip>
          {!version.enabled && (
            <Chip tone="warning">{t('versionCard.disabled')}</Chip>
          )}
          {version.status === 'error' && (
            <Chip tone="danger">{t('versionCard.analysisFailed')}</Chip>
          )}
          {version.movedTo !== undefined && (
            <Chip tone={version.refType === 'tag' ? 'danger' : 'info'}>
              {movedText(t, version)}
            </Chip>
          )}
        </Flex>
      }
    >
      <Flex direction="column" gap="3">
        {version.error && (
          <ApiErrorPanel
            error={version.error}
            title={t('versionCard.theModuleCannotBeRead')}
          />
        )}
        <KeyValueList
          items={[
            {
              label: t('versionCard.source'),
              value: [version.repositoryUrl, version.path]
                .filter(Boolean)
                .join(' · '),
            },
            {
              label:
                version.refType === 'tag'
                  ? t('versionCard.tag')
                  : t('versionCard.branch'),
              value: version.ref,
            },
            {
              label: t('versionCard.commit'),
              value: <code>{version.commitSha}</code>,
            },
            {
              label: t(
                version.refType === 'tag'
                  ? 'versionCard.theTagIsNowAt'
                  : 'versionCard.theBranchIsNowAt',
              ),
              value: version.movedTo && <code>{version.movedTo}</code>,
            },
            { label: t('versionCard.description'), value: version.description },
            {
              label: t('versionCard.breakingChanges'),
              value: version.breakingChanges,
            },
            {
              label: t('versionCard.variablesAndOutputs'),
              value:
                version.analysis &&
                t('versionCard.variablesAndOutputsCounted', {
                  variables: (
                    <Link href={tabOf('variables')}>
                      {t('versionCard.variables', {
                        count: version.analysis.variables.length,
                      })}
                    </Link>
                  ),
                  outputs: (
                    <Link href={tabOf('outputs')}>
                      {t('versionCard.outputs', {
                        count: version.analysis.outputs.length,
                      })}
                    </Link>
                  ),
                }),
            },
            {
              label: t('versionCard.resources'),
              value: String(version.resourceCount),
            },
            {
              label: t('versionCard.analysed'),
              value: <TimeAgo at={version.analysedAt} />,
            },
          ]}
        />
        <WriteError
          error={action.error}
          title={t('versionCard.theVersionWasNotChanged')}
          onReload={reload}
        />
        <Flex gap="2" align="end" style={{ flexWrap: 'wrap' }}>
          <Select
            aria-label={t('versionCard.lifecycleOfRef', { ref: version.ref })}
            style={{ flex: '0 1 180px' }}
            options={lifecycleOptions(t)}
            value={version.lifecycle}
            isDisabled={action.pending !== undefined}
            onChange={key => setLifecycle(key as VersionLifecycle)}
          />
          <Button
            variant="secondary"
            isPending={
              action.pending === 'enable' || action.pending === 'disable'
            }
            onPress={() => act(version.enabled ? 'disable' : 'enable')}
          >
            {version.enabled
              ? t('versionCard.disable')
              : t('versionCard.enable')}
          </Button>
          <Button
            variant="secondary"
            isPending={action.pending === 'analyse'}
            onPress={() => act('analyse')}
          >
            {t('versionCard.analyseAgain')}
          </Button>
          <Button
            variant="secondary"
            aria-expanded={comparing}
            onPress={() => setComparing(open => !open)}
          >
            {comparing
              ? t('versionCard.closeComparison')
              : t('versionCard.compare')}
          </Button>
          <Button
            variant="secondary"
            destructive
            onPress={() => setDeleting(true)}
          >
            {t('versionCard.deleteVersion')}
          </Button>
        </Flex>
        {comparing && <VersionCompare version={version} />}
        <ConfirmDialog
          isOpen={deleting}
          title={t('versionCard.deleteVersionRef', { ref: version.ref })}
          confirmLabel={t('versionCard.delete')}
          destructive
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await api.deleteVersion(version.id);
            await (onDeleted ?? reload)();
          }}
        >
          {deletionText(t, version)}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}

function deletionText(t: Translate, version: TemplateVersion): string {
  const { resourceCount, enabled } = version;
  if (resourceCount) {
    return t('versionCard.resourcesUseIt', { count: resourceCount });
  }
  return enabled
    ? t('versionCard.nothingUsesItDisableIt')
    : t('versionCard.nothingUsesIt');
}

/** The version stays at its commit, whatever its tag or branch stands for. */
function movedText(
  t: Translate,
  { refType, movedTo }: TemplateVersion,
): string {
  if (!movedTo) {
    return t('versionCard.refIsGone', { kind: refType });
  }
  return refType === 'tag'
    ? t('versionCard.tagWasMoved')
    : t('versionCard.branchHasNewerCommits');
}
