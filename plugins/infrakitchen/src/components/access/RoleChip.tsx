import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { roleText } from './roleTexts';
import { accessTranslationRef } from './translation';

/** A role; what it lets somebody do is in the tooltip. */
export function RoleChip(props: { role: Role }) {
  const { t } = useTranslationRef(accessTranslationRef);
  return (
    <Chip
      tone={props.role === 'admin' ? 'info' : 'neutral'}
      title={roleText(t, props.role)}
    >
      {props.role}
    </Chip>
  );
}
