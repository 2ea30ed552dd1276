import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import type {
  AttachedConnection,
  ConnectionKind,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks } from '../../shared';
import { resourcesConnectionsTranslationRef } from './translation';

/** What the resource is connected by; nothing where it is by nothing. */
export function ConnectedSection({ resource }: { resource: Resource }) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const { integrations, secrets, storage } = resource;
  const rows: Array<{ kind: ConnectionKind; item: AttachedConnection }> = [
    ...integrations.map(item => ({ kind: 'integration' as const, item })),
    ...secrets.map(item => ({ kind: 'secret' as const, item })),
    ...(storage ? [{ kind: 'storage' as const, item: storage }] : []),
  ];
  const links = useLinks();
  if (rows.length === 0) {
    return null;
  }
  return (
    <Section title={t('connectedSection.connectedBy')}>
      <ul
        aria-label={t('connectedSection.connectedBy')}
        style={{ margin: 0, padding: 0, listStyle: 'none' }}
      >
        {rows.map(({ kind, item }) => (
          <li key={item.id}>
            <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
              <Link href={links.connection(kind, item.id)}>{item.name}</Link>
              <Text color="secondary" variant="body-small">
                {kind}, {item.provider}
                {item.alias
                  ? t('connectedSection.asAlias', { alias: item.alias })
                  : ''}
              </Text>
              {!item.enabled && (
                <Chip tone="warning">{t('connectedSection.disabled')}</Chip>
              )}
            </Flex>
          </li>
        ))}
      </ul>
    </Section>
  );
}
