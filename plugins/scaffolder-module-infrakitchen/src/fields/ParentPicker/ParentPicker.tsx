import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  formatResourceAddress,
  parseResourceAddress,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findParent, readPlace, useTemplate } from '../../place';
import { formDataOf } from '../FieldFrame';
import { PickerField } from '../PickerField';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

const PAGE = 20;

/** A resource, as `template/name`. */
export const parentPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      template: z
        .string()
        .optional()
        .describe('Key of the template that the parent is of.'),
      templateField: z
        .string()
        .optional()
        .describe('Field with that template; `template` where absent.'),
    }),
});

type Props = FieldExtensionComponentProps<
  string,
  { template?: string; templateField?: string }
>;

/** Picks one of the resources that can be a parent: those that are built. */
export function ParentPicker(props: Props) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  const { template: key } = readPlace(
    props.uiSchema['ui:options'],
    formDataOf(props),
  );
  const template = useTemplate(key);
  return (
    <PickerField
      field={props}
      title={t('parentPicker.parent')}
      placeholder={t('parentPicker.searchByName', {
        what: template.value?.name ?? t('parentPicker.parent'),
      })}
      labelOf={async (parent, signal) =>
        (await findParent(api, parent, signal)).name
      }
      error={template.error}
      isDisabled={!template.value}
      shown={option => ({
        ...option,
        label: parseResourceAddress(option.label)?.name ?? option.label,
      })}
      searchKey={template.value?.id}
      search={async (q, signal, cursor) => {
        if (!template.value) {
          return [];
        }
        const { id, key: templateKey } = template.value;
        const page = await api.listResources(
          {
            // What is not built yet has nothing to hand down.
            filter: [`templateId=${id}`, 'state=provisioned'],
            q: q || undefined,
            orderBy: 'name',
            limit: PAGE,
            cursor,
          },
          { signal },
        );
        return {
          nextCursor: page.nextCursor,
          options: page.items.map(resource => ({
            id: formatResourceAddress({ templateKey, name: resource.name }),
            label: resource.name,
            description: resource.description,
          })),
        };
      }}
    />
  );
}
