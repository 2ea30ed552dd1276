import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Menu, MenuItem, MenuSeparator } from '@backstage/ui';
import { RiAddLine, RiExternalLinkLine, RiHistoryLine } from '@remixicon/react';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  offeredCascades,
  type OfferedCascade,
} from '../../cascades/CascadeButtons';
import { useImpossibleItem, useLinks } from '../../shared';
import { actionTexts, type OwnAction } from './actionTexts';
import { offeredActions } from './offeredActions';
import { resourcesDetailTranslationRef } from './translation';
import { cascadesTranslationRef } from '../../cascades/translation';

/** What can be done with a resource of a graph, looked up when it is opened. */
export function ResourceNodeMenu(props: {
  node: { id: string; name: string };
  onAction: (resource: Resource, action: OwnAction) => void;
  onCascade: (resource: Resource, cascade: OfferedCascade) => void;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { t: tCascades } = useTranslationRef(cascadesTranslationRef);
  const impossibleItem = useImpossibleItem();
  const { node, onAction, onCascade } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const { value, error } = useAsyncData(
    async signal => {
      const [resource, actions] = await Promise.all([
        api.getResource(node.id, { signal }),
        api.listResourceActions(node.id, { signal }),
      ]);
      return { resource, actions };
    },
    [api, node.id],
  );
  const offered = value && [
    ...offeredActions(t, value.resource, value.actions).map(
      ({ action, reasons }) => ({
        ...{ key: action, reasons },
        label: actionTexts(t)[action].label,
        icon: actionTexts(t)[action].icon,
        isDestructive: actionTexts(t)[action].confirm?.destructive ?? false,
        onChoose: () => onAction(value.resource, action),
      }),
    ),
    ...offeredCascades(tCascades, value.actions).map(cascade => ({
      ...{ key: cascade.action, reasons: cascade.reasons },
      ...{ label: cascade.label, icon: cascade.icon },
      isDestructive: cascade.kind === 'destroy',
      onChoose: () => onCascade(value.resource, cascade),
    })),
  ];
  return (
    <Menu
      aria-label={t('resourceNodeMenu.actionsOfName', { name: node.name })}
      maxHeight="min(60vh, 480px)"
    >
      <MenuItem
        iconStart={<RiExternalLinkLine />}
        href={links.resource(node.id)}
      >
        {t('resourceNodeMenu.open')}
      </MenuItem>
      <MenuItem
        iconStart={<RiHistoryLine />}
        href={links.resource(node.id, 'runs')}
      >
        {t('resourceNodeMenu.runHistory')}
      </MenuItem>
      {value && isReadyForChildren(value.resource) ? (
        <MenuItem
          iconStart={<RiAddLine />}
          href={links.newResource({ parentId: node.id })}
        >
          {t('resourceNodeMenu.createChild')}
        </MenuItem>
      ) : (
        value &&
        impossibleItem({
          key: 'create-child',
          label: t('resourceNodeMenu.createChild'),
          icon: <RiAddLine />,
          reasons: [
            t('resourceNodeMenu.nameIsNotProvisionedProvision', {
              name: node.name,
            }),
          ],
        })
      )}
      <MenuSeparator />
      {!value && (
        <MenuItem isDisabled>
          {error
            ? t('resourceNodeMenu.theActionsCannotBeLoaded')
            : t('resourceNodeMenu.loadingActions')}
        </MenuItem>
      )}
      {offered?.map(item =>
        item.reasons.length > 0 ? (
          impossibleItem(item)
        ) : (
          <MenuItem
            key={item.key}
            id={item.key}
            iconStart={item.icon}
            color={item.isDestructive ? 'danger' : undefined}
            onAction={item.onChoose}
          >
            {item.label}
          </MenuItem>
        ),
      )}
    </Menu>
  );
}

function isReadyForChildren({ abstract, state }: Resource): boolean {
  return abstract ? state !== 'destroyed' : state === 'provisioned';
}
