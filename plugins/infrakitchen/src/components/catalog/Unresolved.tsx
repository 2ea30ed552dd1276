import { Alert, Flex } from '@backstage/ui';
import { ANNOTATION_RESOURCES } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Related } from './relatedOf';

/** As many as one reads. */
const SHOWN = 10;

/** What is named, and leads to no resource. */
export function Unresolved(props: { related: Related }) {
  const { missing, broken, isTruncated } = props.related;
  return (
    <Flex direction="column" gap="2">
      {missing.length > 0 && (
        <Alert
          status="warning"
          icon
          title={`Not in the catalog: ${listed(missing)}`}
          description="It was deleted or renamed, or its template keeps it out of the catalog. Correct what the entity depends on."
        />
      )}
      {broken.length > 0 && (
        <Alert
          status="warning"
          icon
          title={`The annotation ${ANNOTATION_RESOURCES} names nothing with ${listed(
            broken,
          )}`}
          description="Write a template's key and a resource's name, such as network/core, with commas between them."
        />
      )}
      {isTruncated && (
        <Alert
          status="info"
          icon
          title="It depends on more than is looked at here"
          description="The numbers and the list are about the first of them."
        />
      )}
    </Flex>
  );
}

function listed(names: string[]): string {
  const rest = names.length - SHOWN;
  return (
    names
      .slice(0, SHOWN)
      .map(name => `“${name}”`)
      .join(', ') + (rest > 0 ? ` and ${rest} more` : '')
  );
}
