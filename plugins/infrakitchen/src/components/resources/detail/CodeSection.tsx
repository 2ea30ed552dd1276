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

const codeTexts: Record<ResourceCode['state'], string> = {
  unknown: 'Nothing was merged yet.',
  same: 'The folder is as it was merged last.',
  pending: 'What was merged waits to be applied.',
  edited: 'The folder was edited by hand since it was merged.',
  removed: 'The folder was removed by hand since it was merged.',
};

/** Whether somebody has changed the folder by hand. */
export function CodeSection(props: {
  resource: ResourceTabProps['resource'];
  mayEdit: boolean;
  refreshKey: string;
  onChanged: () => Promise<void>;
}) {
  const { resource, mayEdit, refreshKey, onChanged } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getResourceCode(resource.id, { signal }),
    [api, resource.id, resource.status, refreshKey],
  );
  return (
    <Section
      title="Generated code"
      actions={
        <Button
          variant="secondary"
          size="small"
          isPending={data.loading && data.value !== undefined}
          onPress={() => data.reload()}
        >
          Look again
        </Button>
      }
    >
      <Loaded data={data} errorTitle="The folder cannot be read">
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
  const { code, resourceId, mayEdit, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  const isDrifted = code.state === 'edited' || code.state === 'removed';
  if (!isDrifted) {
    return <Text as="p">{codeTexts[code.state]}</Text>;
  }
  return (
    <Flex direction="column" gap="3">
      <Alert
        status="warning"
        icon
        title={codeTexts[code.state]}
        description={
          code.pullRequest && isOpen(code.pullRequest) ? (
            <PullRequestLink pullRequest={code.pullRequest} />
          ) : (
            'The portal does not apply it. The next run writes the folder anew; taking it back does so at once, by a pull request.'
          )
        }
      />
      {code.diff?.text && (
        <PatchView
          label="What was edited"
          patch={code.diff.text}
          truncated={code.diff.truncated}
        />
      )}
      {mayEdit && !(code.pullRequest && isOpen(code.pullRequest)) && (
        <div>
          <Button variant="secondary" onPress={() => setAsking(true)}>
            Take back
          </Button>
        </div>
      )}
      <ConfirmDialog
        isOpen={asking}
        title="Take the edits back"
        confirmLabel="Open pull request"
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await api.takeBackResourceCode(resourceId);
          notify('A pull request takes the edits back');
          await onChanged();
        }}
      >
        A pull request brings <code>{code.folder}</code> back to what was
        generated last. Nothing is applied, and the edits stay in the history of
        the repository.
      </ConfirmDialog>
    </Flex>
  );
}
