import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  ImpactReview,
  Section,
  useNotify,
  type ReviewedEdit,
} from '../../shared';
import { ParentPicker } from '../create/ParentPicker';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef, type Translate } from './translation';

/** The place for a parent of one template. */
interface Slot {
  templateId: string;
  templateName: string;
  /** The parent that is there now. */
  parent?: { id: string; name: string };
}

/** Moves the resource below other parents, or detaches it from one. */
export function ParentsForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const slots = slotsOf(t, resource);
  const [chosen, setChosen] = useState<Record<string, string | undefined>>(
    Object.fromEntries(
      slots.map(({ templateId, parent }) => [templateId, parent?.id]),
    ),
  );
  const [reviewed, setReviewed] = useState<ReviewedEdit>();
  const changed = slots.filter(
    ({ templateId, parent }) => chosen[templateId] !== parent?.id,
  );
  const detached = changed.filter(({ templateId }) => !chosen[templateId]);
  if (slots.length === 0) {
    return null;
  }
  const parentIds = Object.values(chosen).filter(id => id !== undefined);
  const detaches = detached.length === changed.length;
  const review = () =>
    setReviewed({
      title: t(detaches ? 'parentsForm.detachName' : 'parentsForm.moveName', {
        name: resource.name,
      }),
      confirmLabel: detaches ? t('parentsForm.detach') : t('parentsForm.move'),
      summary: <MoveSummary changed={changed} detached={detached} />,
      loadImpact: (page, signal) =>
        api.previewResourceImpact(resource.id, { parentIds }, page, { signal }),
      onConfirm: async () => {
        await api.updateResource(
          resource.id,
          { parentIds },
          { revision: resource.revision },
        );
        notify(
          t('parentsForm.nameHasOtherParentsNow', { name: resource.name }),
        );
        await reload();
      },
    });
  return (
    <Section title={t('parentsForm.parents')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {t('parentsForm.whatIsAboveHandsDown')}
        </Text>
        {slots.map(({ templateId, templateName, parent }) => (
          <Flex key={templateId} direction="column" gap="1">
            <ParentPicker
              templateId={templateId}
              templateName={templateName}
              value={chosen[templateId]}
              onChange={id => setChosen({ ...chosen, [templateId]: id })}
            />
            {parent && chosen[templateId] && (
              <div>
                <Button
                  variant="tertiary"
                  onPress={() =>
                    setChosen({ ...chosen, [templateId]: undefined })
                  }
                >
                  {t('parentsForm.detachFromName', { name: parent.name })}
                </Button>
              </div>
            )}
            {!chosen[templateId] && (
              <Alert
                status="warning"
                icon
                title={
                  parent
                    ? t('parentsForm.itWillBeDetachedFrom', {
                        name: parent.name,
                      })
                    : t('parentsForm.detachedItHasNoTemplate', { templateName })
                }
              />
            )}
          </Flex>
        ))}
        <div>
          <Button
            variant="secondary"
            isDisabled={changed.length === 0}
            onPress={review}
          >
            {t('parentsForm.changeParents')}
          </Button>
        </div>
      </Flex>
      <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
    </Section>
  );
}

/** What a move does, whatever it changes below. */
function MoveSummary(props: { changed: Slot[]; detached: Slot[] }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { changed, detached } = props;
  const left = changed.flatMap(({ parent }) => parent?.name ?? []);
  return (
    <Flex direction="column" gap="2">
      {left.length > 0 && (
        <Text as="p">
          {t('parentsForm.itLeaves', { parents: left.join(', ') })}
        </Text>
      )}
      <Text as="p">{t('parentsForm.itAndAllThatIs')}</Text>
      {detached.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('parentsForm.withoutParents', {
            parents: detached
              .map(({ templateName }) => templateName)
              .join(t('parentsForm.andA')),
          })}
        />
      )}
    </Flex>
  );
}

/** A parent for each parent template, whether there is one or not. */
function slotsOf(
  t: Translate,
  { parents, missingParents = [] }: Resource,
): Slot[] {
  const taken = parents.map(({ id, name, templateId, templateName }) => ({
    templateId: templateId!,
    templateName: templateName ?? t('parentsForm.parent'),
    parent: { id, name },
  }));
  const free = missingParents.map(({ id, name }) => ({
    templateId: id,
    templateName: name,
  }));
  return [...taken, ...free].sort((a, b) =>
    a.templateName.localeCompare(b.templateName),
  );
}
