import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { roleTexts } from './roleTexts';

/** A role; what it lets somebody do is in the tooltip. */
export function RoleChip(props: { role: Role }) {
  return (
    <Chip
      tone={props.role === 'admin' ? 'info' : 'neutral'}
      title={roleTexts[props.role]}
    >
      {props.role}
    </Chip>
  );
}
