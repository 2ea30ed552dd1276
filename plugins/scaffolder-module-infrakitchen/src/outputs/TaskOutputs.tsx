import { useParams } from 'react-router-dom';
import { Flex } from '@backstage/ui';
import type { ScaffolderTaskOutput } from '@backstage/plugin-scaffolder-react';
import { DefaultTemplateOutputs } from '@backstage/plugin-scaffolder-react/alpha';
import { TaskRun } from './TaskRun';
import { useTaskRuns } from './useTaskRuns';

/** Props of {@link InfrakitchenTaskOutputs}. @public */
export interface InfrakitchenTaskOutputsProps {
  /** What the task's template gives at the end. */
  output?: ScaffolderTaskOutput;
  /** Where the pages of InfraKitchen are; `/infrakitchen` where absent. */
  basePath?: string;
}

/**
 * What a task has built, on its page: links and texts of the template, and of
 * each run that it has started the progress, the plan and the outputs, from the
 * moment on that the run is there.
 *
 * @public
 */
export function InfrakitchenTaskOutputs(props: InfrakitchenTaskOutputsProps) {
  const { output, basePath = '/infrakitchen' } = props;
  const { taskId } = useParams();
  const { runIds, goOn } = useTaskRuns(taskId);
  return (
    <>
      <DefaultTemplateOutputs output={output} />
      <Flex direction="column" gap="4" mb={runIds.length > 0 ? '4' : '0'}>
        {runIds.map(runId => (
          <TaskRun
            key={runId}
            runId={runId}
            basePath={basePath}
            onOver={goOn}
          />
        ))}
      </Flex>
    </>
  );
}
