import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findTemplate } from '../../place';
import { PickerField } from '../PickerField';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

const PAGE = 20;

/** Key of a template. */
export const templatePickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      abstract: z
        .boolean()
        .optional()
        .describe('Whether templates that only structure are offered.'),
    }),
});

type Props = FieldExtensionComponentProps<string, { abstract?: boolean }>;

/** Picks one of the templates that resources can be created from. */
export function TemplatePicker(props: Props) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  const abstract = props.uiSchema['ui:options']?.abstract ?? false;
  return (
    <PickerField
      field={props}
      title={t('templatePicker.template')}
      placeholder={t('templatePicker.searchTemplates')}
      labelOf={async (key, signal) =>
        (await findTemplate(api, key, signal)).name
      }
      searchKey={String(abstract)}
      search={async (q, signal, cursor) => {
        const page = await api.listTemplates(
          {
            q: q || undefined,
            filter: ['enabled=true', ...(abstract ? [] : ['abstract=false'])],
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor: page.nextCursor,
          options: page.items.map(({ key, name, description, role }) => ({
            id: key,
            label: name,
            description: roleAllows(role, 'write')
              ? description ?? key
              : t('templatePicker.keyYouMayReadIt', { key }),
          })),
        };
      }}
    />
  );
}
