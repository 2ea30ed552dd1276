import { Select } from '@backstage/ui';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  versionWarnings,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findTemplate, listVersions, readPlace } from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';

/** Tag or branch of a version, or its id where several have the same. */
export const versionPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      template: z.string().optional().describe('Key of the template.'),
      templateField: z
        .string()
        .optional()
        .describe('Field with the template; `template` where absent.'),
    }),
});

type Props = FieldExtensionComponentProps<
  string,
  { template?: string; templateField?: string }
>;

/** Picks a version that can be used; the recommended one comes first. */
export function VersionPicker(props: Props) {
  const { formData, onChange, uiSchema, required, disabled, rawErrors } = props;
  const api = useInfrakitchenApi();
  const { template } = readPlace(uiSchema['ui:options'], formDataOf(props));
  const versions = useAsyncData(
    async signal => {
      if (!template) {
        return [];
      }
      const { id } = await findTemplate(api, template, signal);
      return listVersions(api, id, signal);
    },
    [api, template],
  );
  const { label, description } = textsOf(props, { title: 'Version' });
  const all = versions.value ?? [];
  const chosen = all.find(version => writtenAs(version, all) === formData);
  const [warning] = versionWarnings(chosen);
  return (
    <FieldFrame field={props}>
      <Select
        label={label}
        description={
          warning?.message ?? describe(template, chosen, description)
        }
        placeholder={
          template ? 'The newest active version' : 'Choose the template first'
        }
        isRequired={required}
        isDisabled={disabled || !template}
        isInvalid={Boolean(rawErrors?.length)}
        search={{ placeholder: 'Search versions' }}
        options={all.map(version => ({
          id: writtenAs(version, all),
          label: version.ref,
          description: [
            version.lifecycle,
            version.commitSha?.slice(0, 10),
            version.description,
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
        value={chosen ? formData! : null}
        onChange={key => onChange(key === null ? undefined : String(key))}
      />
      {versions.error && (
        <ApiErrorPanel
          error={versions.error}
          title="The versions cannot be loaded"
          onRetry={versions.reload}
        />
      )}
    </FieldFrame>
  );
}

function describe(
  template: string | undefined,
  chosen: TemplateVersion | undefined,
  description: string | undefined,
): string | undefined {
  return template && chosen?.breakingChanges
    ? `Breaking changes: ${chosen.breakingChanges}`
    : description;
}

/** People know versions by tags; only what is not unique needs its id. */
function writtenAs(version: TemplateVersion, all: TemplateVersion[]): string {
  const isUnique = all.every(
    other => other.ref !== version.ref || other.id === version.id,
  );
  return isUnique ? version.ref : version.id;
}
