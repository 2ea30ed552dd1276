import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link } from '@backstage/ui';
import {
  RunStateChip,
  useRun,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useGoTo, useLinks } from '../shared';
import { RunActions } from './RunActions';
import { RunView } from './RunView';
import { runsTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

/** One run on a page of its own. */
export function RunPage(props: { runId: string }) {
  const { t } = useTranslationRef(runsTranslationRef);
  const labels = useLabels();
  const { runId } = props;
  const links = useLinks();
  const goTo = useGoTo();
  const followed = useRun(runId);
  const { run } = followed;
  return (
    <PageFrame
      title={
        run
          ? t('runPage.kindOfResource', {
              kind: labels.runKind(run.kind),
              resource: run.resourceName,
            })
          : t('runPage.run')
      }
      breadcrumb={links.run(runId)}
      metadata={
        run && [
          {
            label: t('runPage.state'),
            value: (
              <RunStateChip
                state={run.state}
                cancelRequested={run.cancelRequested}
              />
            ),
          },
          {
            label: t('runPage.resource'),
            value: (
              <Link href={links.resource(run.resourceId)}>
                {run.resourceName}
              </Link>
            ),
          },
          ...(run.cascadeId
            ? [
                {
                  label: t('runPage.partOf'),
                  value: (
                    <Link href={links.cascade(run.cascadeId)}>
                      {t('runPage.aCascade')}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(run.templateId && run.templateName
            ? [
                {
                  label: t('runPage.template'),
                  value: (
                    <Link href={links.template(run.templateId)}>
                      {run.templateName}
                    </Link>
                  ),
                },
              ]
            : []),
        ]
      }
      toolbar={
        run && (
          <RunActions
            run={run}
            onChanged={followed.reload}
            onNewRun={id => goTo(links.run(id))}
          />
        )
      }
    >
      <Loaded
        data={{
          value: run,
          error: followed.error,
          reload: async () => followed.reload(),
        }}
        errorTitle={t('runPage.theRunCannotBeLoaded')}
        record={{ kind: 'run', id: runId }}
      >
        {value => (
          <Flex direction="column" gap="4">
            <RunView followed={{ ...followed, run: value }} />
          </Flex>
        )}
      </Loaded>
    </PageFrame>
  );
}
