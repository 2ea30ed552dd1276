import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  formatResourceAddress,
  parseResourceAddress,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  SearchPicker,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findParent, findTemplate, readPlace } from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';
import { usePicked } from '../usePicked';

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
  const { formData, onChange, uiSchema, required, disabled, rawErrors } = props;
  const api = useInfrakitchenApi();
  const { template: key } = readPlace(
    uiSchema['ui:options'],
    formDataOf(props),
  );
  const template = useAsyncData(
    async signal => (key ? findTemplate(api, key, signal) : undefined),
    [api, key],
  );
  const picked = usePicked(
    formData,
    async (parent, signal) => (await findParent(api, parent, signal)).name,
  );
  const name = template.value?.name ?? 'parent';
  const { label, description } = textsOf(props, { title: 'Parent' });
  const problem = template.error ?? picked.error;
  return (
    <FieldFrame field={props}>
      <SearchPicker
        label={label}
        description={problem?.message ?? description}
        placeholder={`Search ${name} by name`}
        isRequired={required}
        isDisabled={disabled || !template.value}
        isInvalid={Boolean(rawErrors?.length || problem)}
        value={
          picked.value && {
            ...picked.value,
            label:
              parseResourceAddress(picked.value.label)?.name ??
              picked.value.label,
          }
        }
        onChange={option => {
          picked.note(option);
          onChange(option?.id);
        }}
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
    </FieldFrame>
  );
}
