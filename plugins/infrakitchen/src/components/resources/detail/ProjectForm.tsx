import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { resourcesDetailTranslationRef } from './translation';

/** Moves the resource into another project, or out of its own. */
export function ProjectForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
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
        ? t('projectForm.moveIntoProject', {
            name: resource.name,
            project: chosen.label,
          })
        : t('projectForm.takeNameOutOf', {
            name: resource.name,
            project: present?.name ?? '',
          }),
      confirmLabel: chosen ? t('projectForm.move') : t('projectForm.takeOut'),
      summary: (
        <Text as="p">{t('projectForm.itsInheritedTagsConfigsRoles')}</Text>
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
            ? t('projectForm.isInProjectNow', {
                name: resource.name,
                project: chosen.label,
              })
            : t('projectForm.nameIsInNoProject', { name: resource.name }),
        );
        await reload();
      },
    });
  };
  return (
    <Section title={t('projectForm.project')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {t('projectForm.theProjectHandsDownTags')}
        </Text>
        <ProjectPicker
          label={t('projectForm.project')}
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
            {chosen
              ? t('projectForm.move')
              : t('projectForm.takeOutOfItsProject')}
          </Button>
        </div>
      </Flex>
      <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
    </Section>
  );
}
