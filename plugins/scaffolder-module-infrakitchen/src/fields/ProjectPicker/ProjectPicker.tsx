import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  SearchPicker,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FieldFrame, textsOf } from '../FieldFrame';
import { usePicked } from '../usePicked';

const PAGE = 20;

/** Key of a project. */
export const projectPickerSchema = makeFieldSchema({
  output: z => z.string(),
});

/** Picks one of the projects that resources can be put into. */
export function ProjectPicker(props: FieldExtensionComponentProps<string, {}>) {
  const { formData, onChange, required, disabled, rawErrors } = props;
  const api = useInfrakitchenApi();
  const picked = usePicked(formData, async (key, signal) => {
    const { items } = await api.listProjects(
      { filter: [`key=${key}`], limit: 1 },
      { signal },
    );
    return items[0]?.name;
  });
  return (
    <FieldFrame field={props}>
      <SearchPicker
        {...textsOf(props, { title: 'Project' })}
        placeholder="Search projects"
        isRequired={required}
        isDisabled={disabled}
        isInvalid={Boolean(rawErrors?.length)}
        value={picked.value}
        onChange={option => {
          picked.note(option);
          onChange(option?.id);
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
    </FieldFrame>
  );
}
