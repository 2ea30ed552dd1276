import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PickerField } from '../PickerField';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

const PAGE = 20;

/** Key of a project. */
export const projectPickerSchema = makeFieldSchema({
  output: z => z.string(),
});

/** Picks one of the projects that resources can be put into. */
export function ProjectPicker(props: FieldExtensionComponentProps<string, {}>) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  return (
    <PickerField
      field={props}
      title={t('projectPicker.project')}
      placeholder={t('projectPicker.searchProjects')}
      labelOf={async (key, signal) => {
        const { items } = await api.listProjects(
          { filter: [`key=${key}`], limit: 1 },
          { signal },
        );
        return items[0]?.name;
      }}
      search={async (q, signal, cursor) => {
        const page = await api.listProjects(
          {
            q: q || undefined,
            filter: ['enabled=true'],
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor: page.nextCursor,
          options: page.items.map(({ key, name, description }) => ({
            id: key,
            label: name,
            description: description ?? key,
          })),
        };
      }}
    />
  );
}
