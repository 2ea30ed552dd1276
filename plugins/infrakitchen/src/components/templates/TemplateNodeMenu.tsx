import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Menu, MenuItem } from '@backstage/ui';
import {
  RiAddLine,
  RiExternalLinkLine,
  RiGitBranchLine,
  RiStackLine,
} from '@remixicon/react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useImpossibleItem, useLinks } from '../shared';
import { templatesTranslationRef } from './translation';

type Node = Tree['nodes'][number];

/** Makes the menu of a template in a graph; keeps its identity. */
export const templateNodeMenu = (node: Node) => (
  <TemplateNodeMenu node={node} />
);

/** Where one goes from a template in a graph. */
function TemplateNodeMenu(props: { node: Node }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const impossibleItem = useImpossibleItem();
  const { id, name, abstract, enabled } = props.node;
  const links = useLinks();
  return (
    <Menu aria-label={t('templateNodeMenu.actionsOfName', { name })}>
      <MenuItem iconStart={<RiExternalLinkLine />} href={links.template(id)}>
        {t('templateNodeMenu.open')}
      </MenuItem>
      {!abstract && (
        <MenuItem
          iconStart={<RiGitBranchLine />}
          href={links.template(id, 'versions')}
        >
          {t('templateNodeMenu.versions')}
        </MenuItem>
      )}
      <MenuItem
        iconStart={<RiStackLine />}
        href={links.template(id, 'resources')}
      >
        {t('templateNodeMenu.resources')}
      </MenuItem>
      {enabled === false ? (
        impossibleItem({
          key: 'create',
          label: t('templateNodeMenu.createResource'),
          icon: <RiAddLine />,
          reasons: [t('templateNodeMenu.theTemplateIsDisabledEnable')],
        })
      ) : (
        <MenuItem
          iconStart={<RiAddLine />}
          href={links.newResource({ templateId: id })}
        >
          {t('templateNodeMenu.createResource')}
        </MenuItem>
      )}
    </Menu>
  );
}
