import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { Flex, Link, Text } from '@backstage/ui';
import {
  isRunOver,
  RunStateChip,
  useRun,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useGoTo, useLinks } from '../../shared';
import { RunActions, RunView } from '../../runs';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef } from './translation';
import { useLabels } from '../../shared/useLabels';

/** One run of the resource, live. */
export function RunTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const labels = useLabels();
  const { resource, reload } = props;
  const { runId = '' } = useParams();
  const links = useLinks();
  const goTo = useGoTo();
  const followed = useRun(runId);
  const { run } = followed;
  const over = run ? isRunOver(run.state) : false;

  // The end of a run changes what the resource is and allows.
  useEffect(() => {
    if (over) {
      reload();
    }
  }, [over, reload]);

  return (
    <Flex direction="column" gap="4">
      <Link href={links.resource(resource.id, 'runs')}>
        {t('runTab.allRuns')}
      </Link>
      <Loaded
        data={{
          value: run,
          error: followed.error,
          reload: async () => followed.reload(),
        }}
        errorTitle={t('runTab.theRunCannotBeLoaded')}
        record={{ kind: 'run', id: runId }}
      >
        {value => (
          <Flex direction="column" gap="4">
            <Flex
              align="center"
              justify="between"
              gap="3"
              style={{ flexWrap: 'wrap' }}
            >
              <Flex align="center" gap="2">
                <Text as="h3" variant="title-small">
                  {t('runTab.kindOfResource', {
                    kind: labels.runKind(value.kind),
                    resource: value.resourceName,
                  })}
                </Text>
                <RunStateChip
                  state={value.state}
                  cancelRequested={value.cancelRequested}
                />
              </Flex>
              <RunActions
                run={value}
                onChanged={() => {
                  followed.reload();
                  reload();
                }}
                onNewRun={id => {
                  goTo(links.resourceRun(resource.id, id));
                  reload();
                }}
              />
            </Flex>
            <RunView followed={{ ...followed, run: value }} />
          </Flex>
        )}
      </Loaded>
    </Flex>
  );
}
