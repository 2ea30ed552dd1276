import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  NotFoundPage,
  PageFrame,
  Permitted,
  useCallerAccess,
  useLinks,
} from '../shared';
import { ConnectionPage } from './ConnectionPage';
import { ConnectionsPage } from './ConnectionsPage';
import { connectionKinds, kindTexts } from './connectionTexts';
import { EncryptionPage } from './EncryptionPage';
import { NewConnectionPage } from './NewConnectionPage';
import { connectionsTranslationRef } from './translation';

/** Pages below `/integrations`: what resources are connected by. */
export function ConnectionsRouter() {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const links = useLinks();
  return (
    <Routes>
      <Route
        index
        element={<Navigate to={links.connections('integration')} replace />}
      />
      {connectionKinds(t).map(kind => (
        <Route key={kind} path={kind}>
          <Route
            index
            element={
              <Frame title={kindTexts(t)[kind].many}>
                <ConnectionsPage key={kind} kind={kind} />
              </Frame>
            }
          />
          <Route
            path="new"
            element={
              <Permitted
                may={access => access.canCreateConnections?.includes(kind)}
              >
                <NewConnectionPage kind={kind} />
              </Permitted>
            }
          />
          <Route path=":connectionId/*" element={<ById kind={kind} />} />
        </Route>
      ))}
      <Route
        path="encryption"
        element={
          <Frame title={t('connectionsRouter.encryption')}>
            <EncryptionPage />
          </Frame>
        }
      />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function ById(props: { kind: ConnectionKind }) {
  const { connectionId = '' } = useParams();
  return (
    <ConnectionPage key={connectionId} kind={props.kind} id={connectionId} />
  );
}

function Frame(props: { title: string; children: ReactElement }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const links = useLinks();
  const access = useCallerAccess();
  return (
    <PageFrame
      title={props.title}
      tabs={{
        label: t('connectionsRouter.integrations'),
        items: [
          ...connectionKinds(t).map(kind => ({
            id: kind,
            label: kindTexts(t)[kind].many,
            href: links.connections(kind),
          })),
          ...(access?.canManageEncryption
            ? [
                {
                  id: 'encryption',
                  label: t('connectionsRouter.encryption'),
                  href: links.encryption,
                },
              ]
            : []),
        ],
      }}
    >
      {props.children}
    </PageFrame>
  );
}
