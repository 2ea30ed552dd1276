import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  ImpactReview,
  ProjectPicker,
  Section,
  useNotify,
  type PickedOption,
  type ReviewedEdit,
} from '../../shared';
import type { ResourceTabProps } from './ResourcePage';

/** Moves the resource into another project, or out of its own. */
export function ProjectForm(props: ResourceTabProps) {
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const present = resource.project;
  const [chosen, setChosen] = useState<PickedOption | undefined>(
    present && { id: present.id, label: present.name },
  );
  const [reviewed, setReviewed] = useState<ReviewedEdit>();
  const review = () => {
    const projectId = chosen?.id ?? null;
    setReviewed({
      title: chosen
        ? `Move ${resource.name} into ${chosen.label}`
        : `Take ${resource.name} out of ${present?.name}`,
      confirmLabel: chosen ? 'Move' : 'Take out',
      summary: (
        <Text as="p">
          Its inherited tags, configs, roles and approval rules may be others
          afterwards. Nothing in the cloud changes before the next run.
        </Text>
      ),
      loadImpact: (page, signal) =>
        api.previewResourceImpact(resource.id, { projectId }, page, { signal }),
      onConfirm: async () => {
        await api.updateResource(
          resource.id,
          { projectId },
          { revision: resource.revision },
        );
        notify(
          chosen
            ? `${resource.name} is in ${chosen.label} now`
            : `${resource.name} is in no project now`,
        );
        await reload();
      },
    });
  };
  return (
    <Section title="Project" form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          The project hands down tags and configs, its owners are admins, and
          its approval rules hold. Moving takes rights on both projects.
        </Text>
        <ProjectPicker
          label="Project"
          enabledOnly
          value={chosen}
          onChange={setChosen}
        />
        <div>
          <Button
            variant="secondary"
            isDisabled={chosen?.id === present?.id}
            onPress={review}
          >
            {chosen ? 'Move' : 'Take out of its project'}
          </Button>
        </div>
      </Flex>
      <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
    </Section>
  );
}
