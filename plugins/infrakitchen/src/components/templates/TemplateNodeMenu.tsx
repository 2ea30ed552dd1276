import { Menu, MenuItem } from '@backstage/ui';
import {
  RiAddLine,
  RiExternalLinkLine,
  RiGitBranchLine,
  RiStackLine,
} from '@remixicon/react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { impossibleItem, useLinks } from '../shared';

type Node = Tree['nodes'][number];

/** Makes the menu of a template in a graph; keeps its identity. */
export const templateNodeMenu = (node: Node) => (
  <TemplateNodeMenu node={node} />
);

/** Where one goes from a template in a graph. */
function TemplateNodeMenu(props: { node: Node }) {
  const { id, name, abstract, enabled } = props.node;
  const links = useLinks();
  return (
    <Menu aria-label={`Actions of ${name}`}>
      <MenuItem iconStart={<RiExternalLinkLine />} href={links.template(id)}>
        Open
      </MenuItem>
      {!abstract && (
        <MenuItem
          iconStart={<RiGitBranchLine />}
          href={links.template(id, 'versions')}
        >
          Versions
        </MenuItem>
      )}
      <MenuItem
        iconStart={<RiStackLine />}
        href={links.template(id, 'resources')}
      >
        Resources
      </MenuItem>
      {enabled === false ? (
        impossibleItem({
          key: 'create',
          label: 'Create resource',
          icon: <RiAddLine />,
          reasons: ['The template is disabled; enable it first.'],
        })
      ) : (
        <MenuItem
          iconStart={<RiAddLine />}
          href={links.newResource({ templateId: id })}
        >
          Create resource
        </MenuItem>
      )}
    </Menu>
  );
}
