import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import type {
  Provenance,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { JsonValueView } from '../JsonValueView';
import { provenanceKey, provenanceText } from './provenanceText';
import { valueWithProvenanceTranslationRef } from './translation';

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
  const { t } = useTranslationRef(valueWithProvenanceTranslationRef);
  const { provenance, resourceHref } = props;
  const { resource, project, name = '' } = provenance;
  if (!resource || !resourceHref) {
    return <>{provenanceText(provenance, t)}</>;
  }
  return t(provenanceKey(provenance), {
    resource: (
      <>
        {resource.templateName && `${resource.templateName} `}
        <Link variant="body-small" href={resourceHref(resource)}>
          {resource.name}
        </Link>
      </>
    ),
    project: project?.name ?? '',
    name,
  });
}

function ShownValue(props: {
  value: unknown;
  sensitive: boolean | undefined;
  isSet: boolean;
}) {
  const { t } = useTranslationRef(valueWithProvenanceTranslationRef);
  if (!props.isSet) {
    return <em>{t('value.notSet')}</em>;
  }
  if (props.sensitive) {
    return <Chip>{t('value.sensitive')}</Chip>;
  }
  return <JsonValueView value={props.value} />;
}
