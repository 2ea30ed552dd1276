import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  resolveConnections,
  type Workspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { connectionsValidator, type ConnectionsOptions } from '../Connections';
import { connectionsOptions } from '../Connections/schema';
import { PickerField } from '../PickerField';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

const PAGE = 20;

/** Name of a workspace, or its id where several have the same. */
export const workspacePickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z => z.object(connectionsOptions(z)),
});

/** Lets a form go on once the server has nothing against the workspace. */
export const validateWorkspacePicker = connectionsValidator<string>(
  workspace => ({ workspace }),
);

/** Picks one of the workspaces that the caller may use. */
export function WorkspacePicker(
  props: FieldExtensionComponentProps<string, ConnectionsOptions>,
) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  return (
    <PickerField
      field={props}
      title={t('workspacePicker.workspace')}
      placeholder={t('workspacePicker.searchWorkspaces')}
      labelOf={async (workspace, signal) => {
        const { workspaceId } = await resolveConnections(
          api,
          { workspace },
          { signal },
        );
        return workspaceId === workspace
          ? (await api.getWorkspace(workspace, { signal })).name
          : workspace;
      }}
      search={async (q, signal, cursor) => {
        const page = await api.listWorkspaces(
          {
            q: q || undefined,
            filter: ['status=ok', 'usable=true'],
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor: page.nextCursor,
          options: page.items.map(workspace => ({
            id: writtenAs(workspace, page.items),
            label: workspace.name,
            description: workspace.description ?? workspace.url,
          })),
        };
      }}
    />
  );
}

/** Two hosts may have repositories of one name, which then stand together. */
function writtenAs({ id, name }: Workspace, all: Workspace[]): string {
  const isUnique = all.every(other => other.name !== name || other.id === id);
  return isUnique ? name : id;
}
