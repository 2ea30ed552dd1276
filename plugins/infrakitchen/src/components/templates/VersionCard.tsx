import { useState } from 'react';
import { Button, Flex, Select } from '@backstage/ui';
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
import { Section, useAction, WriteError } from '../shared';
import { describeLifecycle, lifecycleOptions } from './lifecycle';
import { VersionCompare } from './VersionCompare';

/** One version with what can be done with it. */
export function VersionCard(props: {
  version: TemplateVersion;
  versions: TemplateVersion[];
  reload: () => Promise<void>;
}) {
  const { version, versions, reload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [deleting, setDeleting] = useState(false);
  const [comparing, setComparing] = useState(false);
  const lifecycle = describeLifecycle(version.lifecycle);

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
      title={`Version ${version.ref}`}
      actions={
        <Flex gap="1">
          <Chip tone={lifecycle.tone}>{lifecycle.label}</Chip>
          {!version.enabled && <Chip tone="warning">disabled</Chip>}
          {version.status === 'error' && (
            <Chip tone="danger">analysis failed</Chip>
          )}
          {version.movedTo !== undefined && (
            <Chip tone={version.refType === 'tag' ? 'danger' : 'info'}>
              {movedText(version)}
            </Chip>
          )}
        </Flex>
      }
    >
      <Flex direction="column" gap="3">
        {version.error && (
          <ApiErrorPanel
            error={version.error}
            title="The module cannot be read"
          />
        )}
        <KeyValueList
          items={[
            {
              label: 'Source',
              value: [version.repositoryUrl, version.path]
                .filter(Boolean)
                .join(' · '),
            },
            {
              label: version.refType === 'tag' ? 'Tag' : 'Branch',
              value: version.ref,
            },
            { label: 'Commit', value: <code>{version.commitSha}</code> },
            {
              label: `The ${version.refType} is now at`,
              value: version.movedTo && <code>{version.movedTo}</code>,
            },
            { label: 'Description', value: version.description },
            { label: 'Breaking changes', value: version.breakingChanges },
            {
              label: 'Variables and outputs',
              value:
                version.analysis &&
                `${version.analysis.variables.length} and ${version.analysis.outputs.length}`,
            },
            { label: 'Resources', value: String(version.resourceCount) },
            { label: 'Analysed', value: <TimeAgo at={version.analysedAt} /> },
          ]}
        />
        <WriteError
          error={action.error}
          title="The version was not changed"
          onReload={reload}
        />
        <Flex gap="2" align="end" style={{ flexWrap: 'wrap' }}>
          <Select
            aria-label={`Lifecycle of ${version.ref}`}
            style={{ flex: '0 1 180px' }}
            options={lifecycleOptions}
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
            {version.enabled ? 'Disable' : 'Enable'}
          </Button>
          <Button
            variant="secondary"
            isPending={action.pending === 'analyse'}
            onPress={() => act('analyse')}
          >
            Analyse again
          </Button>
          <Button
            variant="secondary"
            aria-expanded={comparing}
            onPress={() => setComparing(open => !open)}
          >
            {comparing ? 'Close comparison' : 'Compare'}
          </Button>
          <Button
            variant="secondary"
            destructive
            onPress={() => setDeleting(true)}
          >
            Delete version
          </Button>
        </Flex>
        {comparing && <VersionCompare version={version} versions={versions} />}
        <ConfirmDialog
          isOpen={deleting}
          title={`Delete version ${version.ref}`}
          confirmLabel="Delete"
          destructive
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await api.deleteVersion(version.id);
            await reload();
          }}
        >
          {deletionText(version)}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}

function deletionText(version: TemplateVersion): string {
  const { resourceCount, enabled } = version;
  if (resourceCount) {
    return `${
      resourceCount === 1 ? 'A resource uses' : `${resourceCount} resources use`
    } it, so it cannot be deleted. Archive it instead.`;
  }
  return enabled
    ? 'Nothing uses it. Disable it first; only then can it be deleted.'
    : 'Nothing uses it.';
}

/** The version stays at its commit, whatever its tag or branch stands for. */
function movedText({ refType, movedTo }: TemplateVersion): string {
  if (!movedTo) {
    return `${refType} is gone`;
  }
  return refType === 'tag' ? 'tag was moved' : 'branch has newer commits';
}
