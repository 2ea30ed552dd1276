import { Flex, Link } from '@backstage/ui';
import {
  runKindLabel,
  RunStateChip,
  useRun,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, PageFrame, useGoTo, useLinks } from '../shared';
import { RunActions } from './RunActions';
import { RunView } from './RunView';

/** One run on a page of its own. */
export function RunPage(props: { runId: string }) {
  const { runId } = props;
  const links = useLinks();
  const goTo = useGoTo();
  const followed = useRun(runId);
  const { run } = followed;
  return (
    <PageFrame
      title={run ? `${runKindLabel(run.kind)} of ${run.resourceName}` : 'Run'}
      breadcrumb={links.run(runId)}
      metadata={
        run && [
          {
            label: 'State',
            value: (
              <RunStateChip
                state={run.state}
                cancelRequested={run.cancelRequested}
              />
            ),
          },
          {
            label: 'Resource',
            value: (
              <Link href={links.resource(run.resourceId)}>
                {run.resourceName}
              </Link>
            ),
          },
          ...(run.cascadeId
            ? [
                {
                  label: 'Part of',
                  value: (
                    <Link href={links.cascade(run.cascadeId)}>A cascade</Link>
                  ),
                },
              ]
            : []),
          ...(run.templateId && run.templateName
            ? [
                {
                  label: 'Template',
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
      actions={
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
        errorTitle="The run cannot be loaded"
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
