import { Link, Text } from '@backstage/ui';
import type {
  Provenance,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { JsonValueView } from '../JsonValueView';
import { provenanceText } from './provenanceText';

/**
 * A value and where it comes from; a sensitive value is never shown.
 *
 * @public
 */
export function ValueWithProvenance(props: {
  value?: unknown;
  sensitive?: boolean;
  isSet?: boolean;
  provenance?: Provenance;
  /** Where the resource that hands the value down can be looked at. */
  resourceHref?: (resource: ResourceLink) => string;
}) {
  const { value, sensitive, isSet = true, provenance, resourceHref } = props;
  return (
    <span>
      <ShownValue value={value} sensitive={sensitive} isSet={isSet} />
      {isSet && provenance && (
        <>
          {' '}
          <Text color="secondary" variant="body-small">
            · <From provenance={provenance} resourceHref={resourceHref} />
          </Text>
        </>
      )}
    </span>
  );
}

function From(props: {
  provenance: Provenance;
  resourceHref?: (resource: ResourceLink) => string;
}) {
  const { provenance, resourceHref } = props;
  const { resource } = provenance;
  const text = provenanceText(provenance);
  // What stands on this resource needs no way to it.
  const at = resource
    ? text.indexOf(resource.name, resource.templateName?.length)
    : -1;
  if (!resource || !resourceHref || at < 0) {
    return <>{text}</>;
  }
  return (
    <>
      {text.slice(0, at)}
      <Link variant="body-small" href={resourceHref(resource)}>
        {resource.name}
      </Link>
      {text.slice(at + resource.name.length)}
    </>
  );
}

function ShownValue(props: {
  value: unknown;
  sensitive: boolean | undefined;
  isSet: boolean;
}) {
  if (!props.isSet) {
    return <em>not set</em>;
  }
  if (props.sensitive) {
    return <Chip>sensitive, set</Chip>;
  }
  return <JsonValueView value={props.value} />;
}
