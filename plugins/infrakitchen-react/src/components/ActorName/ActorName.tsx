import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntityPresentation } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { actorText, isEntity } from './actorText';
import { actorNameTranslationRef } from './translation';
import { useEntityHref } from './useEntityHref';

/**
 * A user, group or service as people call it; the full reference is in the
 * tooltip. Entities have their title in the catalog and lead there; what it
 * knows is asked for together for all of a page.
 *
 * @public
 */
export function ActorName(props: {
  /** Entity reference, such as `user:default/guest`, or id of a service. */
  actor: string;
  /** Such as `user`, `service` or `worker`. */
  kind?: string;
}) {
  const { t } = useTranslationRef(actorNameTranslationRef);
  const { actor, kind } = props;
  if (isEntity(actor, kind)) {
    return <EntityName entityRef={actor} />;
  }
  const text = actorText(actor, kind, t);
  return <span title={text === actor ? undefined : actor}>{text}</span>;
}

function EntityName(props: { entityRef: string }) {
  const { entityRef } = props;
  const { primaryTitle } = useEntityPresentation(entityRef);
  const href = useEntityHref(entityRef);
  return (
    <span title={entityRef}>
      {href ? (
        // It stands in texts of any size.
        <Link href={href} style={{ font: 'inherit' }}>
          {primaryTitle}
        </Link>
      ) : (
        primaryTitle
      )}
    </span>
  );
}
