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

/** The place for a parent of one template. */
interface Slot {
  templateId: string;
  templateName: string;
  /** The parent that is there now. */
  parent?: { id: string; name: string };
}

/** Moves the resource below other parents, or detaches it from one. */
export function ParentsForm(props: ResourceTabProps) {
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const slots = slotsOf(resource);
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
  const verb = detached.length === changed.length ? 'Detach' : 'Move';
  const review = () =>
    setReviewed({
      title: `${verb} ${resource.name}`,
      confirmLabel: verb,
      summary: <MoveSummary changed={changed} detached={detached} />,
      loadImpact: (page, signal) =>
        api.previewResourceImpact(resource.id, { parentIds }, page, { signal }),
      onConfirm: async () => {
        await api.updateResource(
          resource.id,
          { parentIds },
          { revision: resource.revision },
        );
        notify(`${resource.name} has other parents now`);
        await reload();
      },
    });
  return (
    <Section title="Parents" form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          What is above hands down tags, configs, outputs and roles. Everything
          below moves along. Moving takes an admin here, and write at the new
          parents.
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
                  {`Detach from ${parent.name}`}
                </Button>
              </div>
            )}
            {!chosen[templateId] && (
              <Alert
                status="warning"
                icon
                title={
                  parent
                    ? `It will be detached from ${parent.name}`
                    : `Detached: it has no ${templateName}, so it cannot be provisioned`
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
            Change parents
          </Button>
        </div>
      </Flex>
      <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
    </Section>
  );
}

/** What a move does, whatever it changes below. */
function MoveSummary(props: { changed: Slot[]; detached: Slot[] }) {
  const { changed, detached } = props;
  const left = changed.flatMap(({ parent }) => parent?.name ?? []);
  return (
    <Flex direction="column" gap="2">
      {left.length > 0 && <Text as="p">{`It leaves ${left.join(', ')}.`}</Text>}
      <Text as="p">
        It and all that is below inherit from the new place at once: tags,
        configs, outputs and roles. Nothing in the cloud changes before the next
        run.
      </Text>
      {detached.length > 0 && (
        <Alert
          status="warning"
          icon
          title={`Without a ${detached
            .map(({ templateName }) => templateName)
            .join(
              ' and a ',
            )} it can be updated and destroyed, but not provisioned again.`}
        />
      )}
    </Flex>
  );
}

/** A parent for each parent template, whether there is one or not. */
function slotsOf({ parents, missingParents = [] }: Resource): Slot[] {
  const taken = parents.map(({ id, name, templateId, templateName }) => ({
    templateId: templateId!,
    templateName: templateName ?? 'Parent',
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
