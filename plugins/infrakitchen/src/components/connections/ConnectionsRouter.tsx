import type { ReactElement } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import type { ConnectionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, useCallerAccess, useLinks } from '../shared';
import { ConnectionPage } from './ConnectionPage';
import { ConnectionsPage } from './ConnectionsPage';
import { connectionKinds, kindTexts } from './connectionTexts';
import { EncryptionPage } from './EncryptionPage';
import { NewConnectionPage } from './NewConnectionPage';

/** Pages below `/integrations`: what resources are connected by. */
export function ConnectionsRouter() {
  const links = useLinks();
  return (
    <Routes>
      <Route
        index
        element={<Navigate to={links.connections('integration')} replace />}
      />
      {connectionKinds.map(kind => (
        <Route key={kind} path={kind}>
          <Route
            index
            element={
              <Frame title={kindTexts[kind].many}>
                <ConnectionsPage key={kind} kind={kind} />
              </Frame>
            }
          />
          <Route path="new" element={<NewConnectionPage kind={kind} />} />
          <Route path=":connectionId/*" element={<ById kind={kind} />} />
        </Route>
      ))}
      <Route
        path="encryption"
        element={
          <Frame title="Encryption">
            <EncryptionPage />
          </Frame>
        }
      />
      <Route path="*" element={<EmptyState title="There is no such page" />} />
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
  const links = useLinks();
  const access = useCallerAccess();
  return (
    <PageFrame
      title={props.title}
      tabs={{
        label: 'Integrations',
        items: [
          ...connectionKinds.map(kind => ({
            id: kind,
            label: kindTexts[kind].many,
            href: links.connections(kind),
          })),
          ...(access?.canManageEncryption
            ? [
                {
                  id: 'encryption',
                  label: 'Encryption',
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
